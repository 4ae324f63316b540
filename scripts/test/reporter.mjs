/** A Vitest reporter that counts: writes `{ passed, failed }` to the file named by TSUWA_TEST_COUNT. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class CountReporter {
  /** @param {import('vitest/node').Vitest} vitest */
  onInit(vitest) {
    this.root = vitest.config.root;
    this.byName = vitest.config.testNamePattern !== undefined;
  }

  /**
   * A file that did not load, a suite whose hooks failed and an error outside of tests are a failure each. So is a test
   * that was skipped, unless a name pattern asked for others.
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      failed += [module, ...module.children.allSuites()].filter(suite => suite.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed' || !this.byName) failed += 1;
        if (state !== 'passed' && state !== 'failed' && !this.byName) {
          console.error(`Did not run: ${relative(this.root ?? '.', module.moduleId)} > ${test.fullName}`);
        }
      }
    }
    writeFileSync(process.env.TSUWA_TEST_COUNT ?? '/dev/stdout', JSON.stringify({ passed, failed }));
  }
}
