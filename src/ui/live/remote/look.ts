/** What a pointer would be over; places in CSS pixels of the page's window. */
export interface Look {
	readonly cursor: string;
	/** Whether it takes text. */
	readonly isEditable: boolean;
	/** A select box that opens a list. */
	readonly select?: SelectBox;
}

export interface SelectBox {
	readonly label: string;
	readonly options: readonly SelectOption[];
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface SelectOption {
	readonly text: string;
	readonly group: string;
	readonly isDisabled: boolean;
	readonly isSelected: boolean;
}

/** Where a page's isolated world keeps the select box that was looked at last. */
type Kept = typeof globalThis & { berthSelect?: HTMLSelectElement };

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
	const select = found.closest("select");
	if (select === null || select.disabled || select.multiple || select.size > 1) return { cursor, isEditable };
	// One that the page draws itself is in the picture.
	if (getComputedStyle(select).appearance === "base-select") return { cursor, isEditable };
	(globalThis as Kept).berthSelect = select;
	const box = select.getBoundingClientRect();
	return {
		cursor,
		isEditable,
		select: {
			label: select.labels[0]?.textContent.trim() ?? select.ariaLabel ?? select.name,
			options: [...select.options].map((option) => ({
				text: option.label,
				group:
					option.parentElement?.tagName === "OPTGROUP"
						? (option.parentElement.getAttribute("label") ?? "")
						: "",
				isDisabled: option.disabled || (option.parentElement as HTMLOptGroupElement).disabled,
				isSelected: option.selected,
			})),
			x: box.left + x - place.x,
			y: box.top + y - place.y,
			width: box.width,
			height: box.height,
		},
	};
}

/** Chooses in the select box that was looked at last, as a person would. Runs in the page. */
export function choose(index: number): void {
	const select = (globalThis as Kept).berthSelect;
	if (select === undefined) return;
	select.focus();
	if (select.selectedIndex === index) return;
	select.selectedIndex = index;
	select.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
	select.dispatchEvent(new Event("change", { bubbles: true }));
}
