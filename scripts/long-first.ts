import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take longest, which their length in bytes does not show. One of them that starts last runs alone at the
 * end, while the other core has nothing to do.
 */
const LONG: readonly string[] = [
	"test/worker/crawl.test.ts",
	"test/worker/commands/elements.test.ts",
	"test/worker/recording/pages.test.ts",
	"test/worker/commands/navigation.test.ts",
	"test/worker/commands/frames.test.ts",
	"test/worker/lease.test.ts",
	"test/worker/profiles/storage.test.ts",
	"test/worker/commands/trouble.test.ts",
	"test/worker/commands/forms.test.ts",
	"test/worker/profiles/update.test.ts",
	"test/worker/native-create.test.ts",
	"test/e2e/dashboard.test.ts",
	"test/e2e/replay.test.ts",
	"test/e2e/live-view.test.ts",
	"test/e2e/chaos.test.ts",
	"test/e2e/devtools.test.ts",
	"test/e2e/message-limits.test.ts",
	"test/e2e/endpoint-gateway.test.ts",
	"test/e2e/guardrails.test.ts",
	"test/e2e/guardrails-session.test.ts",
	"test/e2e/fence.test.ts",
	"test/e2e/restart.test.ts",
	"test/e2e/dashboard-guardrails.test.ts",
	"test/e2e/hung-browser.test.ts",
	"test/e2e/downloads.test.ts",
	"test/e2e/watching.test.ts",
	"test/e2e/readme.test.ts",
	"test/e2e/slow-viewer.test.ts",
];

const rank = ({ moduleId }: TestSpecification): number => {
	const place = LONG.findIndex((file) => moduleId.endsWith(`/${file}`));
	return place === -1 ? LONG.length : place;
};

/** Runs the long files first, and the others in vitest's own order. */
export class LongFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		// oxlint-disable-next-line unicorn/no-array-sort -- it is vitest's own, which returns a promise
		const inItsOrder = await super.sort(files);
		return inItsOrder.toSorted((one, other) => rank(one) - rank(other));
	}
}
