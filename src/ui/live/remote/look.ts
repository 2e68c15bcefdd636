/** What a pointer would be over; places in CSS pixels of the page's window. */
export interface Look {
	readonly cursor: string;
	/** Whether it takes text. */
	readonly isEditable: boolean;
	/** What opens something that Chrome's picture lacks. */
	readonly control?: Control;
}

export type Control = SelectBox | PickerField;

interface Box {
	readonly label: string;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface SelectBox extends Box {
	readonly kind: "select";
	readonly options: readonly SelectOption[];
}

/** An input of dates, times or colours; what it holds and takes is as in HTML. */
export interface PickerField extends Box {
	readonly kind: "field";
	readonly type: string;
	readonly value: string;
	readonly min: string;
	readonly max: string;
	readonly step: string;
	/** Whether a press there opens a picker, rather than only putting the caret there. */
	readonly opens: boolean;
}

export interface SelectOption {
	readonly text: string;
	readonly group: string;
	readonly isDisabled: boolean;
	readonly isSelected: boolean;
}

/** Where a page's isolated world keeps what was looked at last. */
type Kept = typeof globalThis & { berthControl?: HTMLSelectElement | HTMLInputElement };

/** Runs in the page, so it must need nothing from outside. */
export function lookAt(x: number, y: number): Look {
	const place = { x, y };
	let found = document.elementFromPoint(x, y);
	for (let inner: Element | null | undefined = found; inner;) {
		found = inner;
		inner = undefined;
		if (found.tagName === "IFRAME") {
			const frame = found as HTMLIFrameElement;
			const box = frame.getBoundingClientRect();
			place.x -= box.left + frame.clientLeft;
			place.y -= box.top + frame.clientTop;
			inner = frame.contentDocument?.elementFromPoint(place.x, place.y);
		} else if (found.shadowRoot !== null) {
			const next = found.shadowRoot.elementFromPoint(place.x, place.y);
			inner = next === found ? undefined : next;
		}
	}
	if (found === null) return { cursor: "default", isEditable: false };
	const { cursor } = getComputedStyle(found);
	const isEditable =
		(found as HTMLElement).isContentEditable ||
		found.matches(
			"textarea, input:not([type=button],[type=checkbox],[type=radio],[type=submit],[type=file])",
		);
	const control = found.closest<HTMLSelectElement | HTMLInputElement>(
		"select:enabled:not([multiple]), :is([type=date], [type=time], [type=datetime-local], [type=month], [type=week], [type=color]):is(input:enabled):not([readonly])",
	);
	if (control === null) return { cursor, isEditable };
	const isSelect = control.tagName === "SELECT";
	// One that the page draws itself is in the picture, and so is one that is a list.
	if (isSelect && (control.size > 1 || getComputedStyle(control).appearance === "base-select"))
		return { cursor, isEditable };
	(globalThis as Kept).berthControl = control;
	const box = control.getBoundingClientRect();
	const common = {
		label: control.labels?.[0]?.textContent.trim() ?? control.ariaLabel ?? control.name,
		x: box.left + x - place.x,
		y: box.top + y - place.y,
		width: box.width,
		height: box.height,
	};
	if (!isSelect) {
		const { type, value, min, max, step } = control as HTMLInputElement;
		// Its icon is at the end.
		const opens = type === "color" || place.x > box.right - 30;
		return { cursor, isEditable, control: { kind: "field", type, value, min, max, step, opens, ...common } };
	}
	const options = [...(control as HTMLSelectElement).options].map((option) => ({
		text: option.label,
		group:
			option.parentElement?.tagName === "OPTGROUP" ? (option.parentElement.getAttribute("label") ?? "") : "",
		isDisabled: option.disabled || (option.parentElement as HTMLOptGroupElement).disabled,
		isSelected: option.selected,
	}));
	return { cursor, isEditable, control: { kind: "select", options, ...common } };
}

/** Chooses in the select box that was looked at last, as a person would. Runs in the page. */
export function choose(index: number): void {
	const select = (globalThis as Kept).berthControl as HTMLSelectElement | undefined;
	if (select === undefined) return;
	select.focus();
	if (select.selectedIndex === index) return;
	select.selectedIndex = index;
	select.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
	select.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Has the input that was looked at last hold this, as if it had been picked; `isFinal` when no more follows. Runs in the page. */
export function pick(value: string, isFinal: boolean): void {
	const field = (globalThis as Kept).berthControl as HTMLInputElement | undefined;
	if (field === undefined) return;
	field.focus();
	const isNew = field.value !== value;
	if (isNew) {
		field.value = value;
		field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
	}
	// Colours have been tried out before.
	if (isFinal && (isNew || field.type === "color"))
		field.dispatchEvent(new Event("change", { bubbles: true }));
}
