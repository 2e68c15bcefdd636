import type { StoredPage } from "../artifacts/crawl-pages.ts";
import type { Problem } from "../domain/problem.ts";

/** What a visit of one page came to. */
export type VisitOutcome =
	/** It was had, whatever its status says; `unread` is why a model made nothing of it, where one was to. */
	| {
			readonly kind: "page";
			readonly page: StoredPage;
			readonly browserMs: number;
			readonly unread?: Problem | undefined;
	  }
	/** It is not to be visited, or no page. */
	| { readonly kind: "disallowed" | "skipped"; readonly reason: string }
	/** It could not be had; another try may help, later. */
	| { readonly kind: "failed"; readonly problem: Problem; readonly browserMs: number };
