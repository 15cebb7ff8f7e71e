// node target/check.js FOLDER: ends with 1 when a file there is not what the builders make, or one is too many.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boards, fileName, text } from './boards';

const folder = process.argv[2];
if (!folder) {
  throw new Error('give the folder to check');
}
const made = new Map(boards().map((board) => [fileName(board), text(board)]));
const there = readdirSync(folder).filter((name) => name.endsWith('.json'));
const wrong = [...made].filter(([name, json]) => !there.includes(name) || readFileSync(join(folder, name), 'utf8') !== json);
const other = there.filter((name) => !made.has(name));
for (const name of [...wrong.map(([file]) => file), ...other]) {
  console.error(`${name} is not what the builders make: npm run build`);
}
process.exitCode = wrong.length + other.length > 0 ? 1 : 0;
