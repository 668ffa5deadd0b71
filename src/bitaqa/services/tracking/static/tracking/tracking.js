/* A link printed on the receipt carries the number behind `#`, which browsers keep to themselves: it fills the field,
   then leaves the address bar. */
const field = document.querySelector("[data-receipt]");
const number = decodeURIComponent(location.hash.slice(1));
if (number) history.replaceState(null, "", location.pathname);
if (field && !field.value && /^[0-9A-Za-z-]{15,20}$/.test(number)) field.value = number;
