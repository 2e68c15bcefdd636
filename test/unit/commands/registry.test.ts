import { describe, expect, test } from "vitest";
import { COMMANDS, findCommand } from "../../../src/commands/registry.ts";

/** Browsr's commands as its contract lists them, with their fields. */
const BROWSR: Readonly<Record<string, string>> = {
	navigate_to: "url",
	refresh: "",
	get_title: "",
	get_url: "",
	wait_for_navigation: "",
	wait_for_element: "selector visible_only?",
	click: "selector",
	hover: "selector",
	focus: "selector",
	check: "selector",
	clear: "selector",
	scroll_into_view: "selector",
	click_at: "x y",
	click_advanced: "selector button? click_count? modifiers?",
	type_text: "selector text clear?",
	press_key: "selector? key",
	select_option: "selector values",
	drag: "from to modifiers?",
	drag_to: "selector target_selector source_position? target_position?",
	scroll_to: "x? y?",
	move_mouse_to: "x y steps?",
	get_content: "selector? kind? include_hidden?",
	get_text: "selector",
	get_basic_info: "selector",
	inspect_element: "selector",
	get_attribute: "selector attribute",
	get_bounding_boxes: "selector limit? include_html?",
	toggle_bounding_boxes: "enabled selector? limit? include_html?",
	toggle_click_overlay: "enabled",
	extract_structured_content: "query schema? max_chars?",
	evaluate: "expression",
	evaluate_on_element: "selector expression",
	screenshot: "full_page? path?",
	element_screenshot: "selector format? quality?",
};

/** What its peers share, and Browsr lacks. */
const SHARED =
	"go_back go_forward wait wait_for_text wait_for_function uncheck fill fill_form scroll_by double_click mouse_down mouse_up key_down key_up upload_file get_value get_html snapshot observe pdf get_cookies set_cookies clear_cookies get_storage set_storage clear_storage handle_dialog tabs_list tabs_new tabs_select tabs_close set_viewport console_messages network_requests highlight";

const ALIASES: Readonly<Record<string, string>> = {
	goto: "navigate_to",
	navigate: "navigate_to",
	open: "navigate_to",
	reload: "refresh",
	press: "press_key",
	select: "select_option",
	dblclick: "double_click",
	eval: "evaluate",
	take_screenshot: "screenshot",
	wait_for_selector: "wait_for_element",
	type: "type_text",
};

describe("the commands", () => {
	test.each(Object.entries(BROWSR))("of Browsr have %s with its fields", (name, fields) => {
		const command = findCommand(name);
		expect(command).toMatchObject({ name, origin: "browsr" });
		expect(command?.fields).toEqual(
			expect.arrayContaining(fields.split(" ").filter((field) => field !== "")),
		);
	});

	test("of Browsr need nothing that it does not know", () => {
		for (const [name, fields] of Object.entries(BROWSR)) {
			const needed = findCommand(name)?.fields.filter((field) => !field.endsWith("?"));
			expect(needed, name).toEqual(fields.split(" ").filter((field) => field !== "" && !field.endsWith("?")));
		}
	});

	test("have all that the peers share, and no more", () => {
		const own = COMMANDS.filter(({ origin }) => origin === "berth").map(({ name }) => name);
		expect(own.toSorted()).toEqual(SHARED.split(" ").toSorted());
		expect(COMMANDS).toHaveLength(Object.keys(BROWSR).length + own.length);
	});

	test.each(Object.entries(ALIASES))("may be called %s", (alias, name) => {
		expect(findCommand(alias)?.name).toBe(name);
	});

	test("have no name twice", () => {
		const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
		expect(new Set(names).size).toBe(names.length);
	});
});
