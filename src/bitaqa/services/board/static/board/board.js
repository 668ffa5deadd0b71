// Puts each event of the stream in place of the living part. The server ends every answer; the browser asks again
// after the pause the server names. Where someone is in the middle of the table with the keyboard, it waits.
const target = document.getElementById("board");
if (target && "EventSource" in window) {
  const source = new EventSource(target.dataset.stream);
  source.addEventListener("board", (event) => {
    if (!target.contains(document.activeElement)) target.innerHTML = JSON.parse(event.data);
  });
  window.addEventListener("pagehide", () => source.close());
}
