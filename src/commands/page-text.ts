import type { Page } from "@cloudflare/puppeteer";
import { callText } from "./in-page.ts";
import { isolatedWorld } from "./internals.ts";
import { titleOf } from "./page/rest.ts";

/** A page decides how long what it calls itself is; answers give the start of it. */
const MOST_TITLE = 2_000;
const MOST_ADDRESS = 2_000;

/** The start of a page's title; after `restMs`, where the page has something to do right after its load. */
export const pageTitle = async (page: Page, restMs = 0): Promise<string> =>
	String(await isolatedWorld(page.mainFrame()).evaluate(callText(titleOf, MOST_TITLE, restMs)));

export const startOfTitle = (title: string): string => title.slice(0, MOST_TITLE).toWellFormed();

/** Whether a page has anything to read: a document that was stopped before anything came has no root. */
export const hasRoot = async (page: Page): Promise<boolean> =>
	(await isolatedWorld(page.mainFrame()).evaluate("document.documentElement !== null")) === true;

/** A page's address for a list of pages; whole, one has up to two million characters. */
export const listedAddress = (url: string): string => url.slice(0, MOST_ADDRESS);
