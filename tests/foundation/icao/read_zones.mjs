// Reads zones, one JSON list of three lines per line, with the npm package `mrz`; answers what it understood.
import { createInterface } from "node:readline";
import { parse } from "mrz";

for await (const line of createInterface({ input: process.stdin })) {
  const { valid, fields, details } = parse(JSON.parse(line));
  const wrong = details.filter((each) => !each.valid).map((each) => `${each.field}: ${each.error}`);
  process.stdout.write(JSON.stringify({ valid, wrong, fields }) + "\n");
}
