/** A Vitest reporter that counts: writes `{ passed, failed }`, and of `failed` the names, to the file TSUWA_TEST_COUNT. */
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
   * @param {readonly { message: string }[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    const failed = unhandledErrors.map(({ message }) => `outside of every test: ${message}`);
    for (const module of modules) {
      const file = relative(this.root ?? '.', module.moduleId);
      if (module.errors().length > 0) failed.push(file);
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) failed.push(`${file} > ${suite.fullName}`);
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed.push(`${file} > ${test.fullName}`);
        else if (!this.byName) failed.push(`did not run: ${file} > ${test.fullName}`);
      }
    }
    writeFileSync(process.env.TSUWA_TEST_COUNT ?? '/dev/stdout', JSON.stringify({ passed, failed }));
  }
}
