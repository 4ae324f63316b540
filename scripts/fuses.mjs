/** `node scripts/fuses.mjs`: what packages switch off, tried on a copy of Electron. Ends with 1 if anything is not as defined. */
import { fuseLines } from './security/fuses.mjs';

const lines = await fuseLines();
for (const { tried, happened, defined } of lines) {
  console.log(`${happened === defined ? ' ok ' : 'BAD '} ${tried} · ${happened}`);
  if (happened !== defined) process.exitCode = 1;
}
console.log(
  `\n${lines.length} lines tried, ${lines.filter(({ happened, defined }) => happened !== defined).length} not as defined`,
);
