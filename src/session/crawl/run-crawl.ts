import { CdpClient } from "../../browser/cdp.ts";
import type { BrowserPort } from "../../browser/port.ts";
import { problem } from "../../domain/problem.ts";
import { refuse, type Result } from "../../domain/result.ts";
import { Crawl } from "./crawl.ts";
import type { CrawlReport, CrawlRequest } from "./crawl-report.ts";
import { TabPool } from "./tab-pool.ts";

export interface CrawlHost {
	readonly browser: BrowserPort;
	readonly browserId: string;
	readonly hiddenTabs: Set<string>;
	/** Bounds each answer of the browser, in milliseconds. */
	readonly timeoutMs: number;
}

/** Crawls over a connection of its own, so that the control link does not wait behind pages; closes what it opened. */
export async function runCrawl(request: CrawlRequest, host: CrawlHost): Promise<Result<CrawlReport>> {
	const { browser, browserId, hiddenTabs, timeoutMs } = host;
	const connection = await browser.connect(browserId);
	if (connection.kind !== "open")
		return refuse(problem("browser_unreachable", "The browser could not be reached to crawl.", 1));
	connection.socket.accept();
	const cdp = new CdpClient(connection.socket, timeoutMs, () => crawl.stop("browser_lost"));
	const closeTab = (targetId: string) => browser.closeTarget(browserId, targetId);
	const tabs = new TabPool({ cdp, hiddenTabs, closeTab });
	const crawl = new Crawl(request, tabs);
	try {
		return await crawl.run();
	} finally {
		await tabs.end();
		cdp.close();
	}
}
