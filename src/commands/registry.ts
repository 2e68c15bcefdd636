import { type Problem, problem } from "../domain/problem.ts";
import { getBoundingBoxes, highlight, toggleBoundingBoxes, toggleClickOverlay } from "./boxes.ts";
import { elementScreenshot, pdf, screenshot } from "./capture.ts";
import { nearest } from "../lib/nearest.ts";
import type { Command } from "./command.ts";
import { getContent, getHtml, getText } from "./content.ts";
import { clearCookies, getCookies, setCookies } from "./cookies.ts";
import { handleDialog } from "./dialogs.ts";
import { drag, dragTo } from "./drag.ts";
import { getAttribute, getBasicInfo, getValue, inspectElement } from "./elements.ts";
import { setViewport } from "./emulation.ts";
import { evaluate, evaluateOnElementCommand } from "./evaluation.ts";
import { extractStructuredContent } from "./extraction.ts";
import { check, clear, fill, fillForm, selectOption, uncheck } from "./forms.ts";
import { focus, keyDownCommand, keyUpCommand, pressKey, typeText } from "./keyboard.ts";
import { consoleMessages, networkRequests } from "./logs.ts";
import { getTitle, getUrl, goBack, goForward, navigateTo, refresh } from "./navigation.ts";
import {
	click,
	clickAdvanced,
	clickAt,
	doubleClick,
	hover,
	mouseDown,
	mouseUp,
	moveMouseTo,
	scrollByDistance,
	scrollElementIntoView,
	scrollToPoint,
} from "./pointer.ts";
import { observe } from "./observe.ts";
import { snapshot } from "./snapshot.ts";
import { clearStorage, getStorage, setStorage } from "./storage.ts";
import { tabsClose, tabsList, tabsNew, tabsSelect } from "./tab-commands.ts";
import { uploadFile } from "./upload.ts";
import { wait, waitForElement, waitForFunction, waitForNavigation, waitForText } from "./waiting.ts";

/** Every command there is. A new one is one entry. */
export const COMMANDS: readonly Command[] = [
	navigateTo,
	refresh,
	goBack,
	goForward,
	getTitle,
	getUrl,
	waitForNavigation,
	waitForElement,
	waitForText,
	waitForFunction,
	wait,
	click,
	clickAt,
	clickAdvanced,
	doubleClick,
	hover,
	moveMouseTo,
	mouseDown,
	mouseUp,
	drag,
	dragTo,
	scrollToPoint,
	scrollByDistance,
	scrollElementIntoView,
	typeText,
	pressKey,
	keyDownCommand,
	keyUpCommand,
	focus,
	check,
	uncheck,
	clear,
	fill,
	fillForm,
	selectOption,
	uploadFile,
	getContent,
	getText,
	getHtml,
	getAttribute,
	getValue,
	getBasicInfo,
	inspectElement,
	getBoundingBoxes,
	toggleBoundingBoxes,
	toggleClickOverlay,
	highlight,
	snapshot,
	observe,
	extractStructuredContent,
	evaluate,
	evaluateOnElementCommand,
	screenshot,
	elementScreenshot,
	pdf,
	getCookies,
	setCookies,
	clearCookies,
	getStorage,
	setStorage,
	clearStorage,
	handleDialog,
	tabsList,
	tabsNew,
	tabsSelect,
	tabsClose,
	setViewport,
	consoleMessages,
	networkRequests,
];

const byName = new Map(
	COMMANDS.flatMap((command) => [command.name, ...(command.aliases ?? [])].map((name) => [name, command])),
);

/** The command of a name or an alias. */
export const findCommand = (name: string): Command | undefined => byName.get(name);

export function unknownCommand(name: string): Problem {
	const meant = nearest(name, byName.keys());
	const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
	return problem("unknown_command", `There is no command ${JSON.stringify(name.slice(0, 60))}.${hint}`);
}
