import type { Result } from "../domain/result.ts";
import type { RenderedPage } from "../quick/render-page.ts";

/**
 * Loads a page in a browser, as the job asked for. It refuses where that fails, and throws only where Berth itself does.
 * Aborted, it gives up.
 */
export type RenderPage = (url: string, signal: AbortSignal) => Promise<Result<RenderedPage>>;
