import { expect, test } from "vitest";
import { TabOrder } from "../../src/session/frames/tab-order.ts";

const tabsOf = (...pages: string[]): TabOrder => {
	const tabs = new TabOrder();
	tabs.reset(pages, undefined);
	return tabs;
};

test("the first page is current when nothing better is known", () => {
	expect(tabsOf("a", "b").current).toBe("a");
	expect(tabsOf().current).toBeUndefined();
});

test("the page that was shown last is current when it is there", () => {
	const tabs = new TabOrder();
	tabs.reset(["a", "b"], "b");
	expect(tabs.current).toBe("b");
	tabs.reset(["a", "b"], "a");
	expect(tabs.current).toBe("b");
	tabs.reset(["a", "c"], "gone");
	expect(tabs.current).toBe("a");
});

test("a new page is current, and the one before it when it closes", () => {
	const tabs = tabsOf("a", "b");
	tabs.open("c");
	expect(tabs.current).toBe("c");
	tabs.open("b");
	expect(tabs.current).toBe("c");
	tabs.close("c");
	expect(tabs.current).toBe("a");
	tabs.close("a");
	tabs.close("b");
	expect(tabs.current).toBeUndefined();
});

test("a page of somebody else's is current only when it is shown, or no other is left", () => {
	const tabs = tabsOf("a");
	tabs.openBehind("theirs");
	expect(tabs.current).toBe("a");
	tabs.show("theirs");
	expect(tabs.current).toBe("theirs");
	tabs.show("a");
	tabs.close("a");
	expect(tabs.current).toBe("theirs");
});

test("a page that is shown is current, unless nobody knows it", () => {
	const tabs = tabsOf("a", "b");
	tabs.show("unknown");
	expect(tabs.current).toBe("a");
	tabs.show("b");
	expect(tabs.current).toBe("b");
});
