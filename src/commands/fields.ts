import { z } from "zod";
import { knownFields } from "../lib/known-fields.ts";

/** Fields that several commands take. */
export const selector = z.string().min(1).max(4_000);
export const coordinate = z.number().min(-100_000).max(100_000);
export const point = knownFields({ x: coordinate, y: coordinate });
/** Sums of 1 Alt, 2 Control, 4 Meta, 8 Shift, as in CDP's `Input` domain. */
export const modifiers = z.number().int().min(0).max(15).optional();
export const mouseButton = z.enum(["left", "right", "middle"]);
export const text = z.string().max(1_000_000);
export const waitUntil = z.enum(["load", "domcontentloaded", "networkidle"]);
