// node target/write.js FOLDER: writes the dashboards.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boards, fileName, text } from './boards';

const folder = process.argv[2];
if (!folder) {
  throw new Error('give the folder to write to');
}
for (const board of boards()) {
  writeFileSync(join(folder, fileName(board)), text(board));
}
