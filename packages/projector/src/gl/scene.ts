import { type FirstSample, firstSample } from "../first-sample.ts";
import type { NextDraw } from "../frame-loop.ts";
import { NO_VALUE, paletteTexels } from "../palette-texture.ts";
import type { DensityOptions, PointSet } from "../point-set.ts";
import { contourStrength, pointStyle } from "../point-style.ts";
import type { Theme } from "../theme.ts";
import { DensityPass } from "./density-pass.ts";
import { cutPlan, drawingPlan, type PointsDraw, pointsOf } from "./drawing-plan.ts";
import { Pace } from "./pace.ts";
import { Pictures } from "./picture.ts";
import { PointsPass } from "./points-pass.ts";
import { besides, type ClipBox, clipBoxOf, isSameView, pixelsOf, type View, WHOLE } from "./view.ts";

/** How a cloud is to be drawn, beside its points. */
export interface SceneLook {
  theme: Theme;
  density: "auto" | "on" | "off";
}

/** Points looked at for contours and the size of points, and cells a side: in the first frame of new points, and later. */
const ROUGH = { sampleCount: 40_000, side: 128 };
const FINE = { sampleCount: 120_000, side: 256 };
/** A filter is changed again and again: half the work. */
const FILTERED = { sampleCount: 60_000, side: 256 };
/** How long the view must stand before it is drawn in full. */
const STILL_MS = 90;
/** A finished picture that is scaled by more than this is worse than a sample of the points. */
const MOST_STRETCH = 2.2;

/**
 * Draws a point set on a canvas. A frame while something moves draws what fits in one step: the finished picture of
 * before, moved and scaled, with a sample of the points beside it; or the sample alone. Once the view stands it is drawn
 * in full off the screen, step by step, and then shown. Where all points fit in one step nothing of this happens. Of very
 * many new points a sample is uploaded and drawn first, and all of them in the frames after it.
 */
export class Scene {
  readonly #gl: WebGL2RenderingContext;
  readonly #set: PointSet;
  readonly #points: PointsPass;
  readonly #contours: DensityPass;
  readonly #pictures: Pictures;
  readonly #pace: Pace;
  readonly #uploaded = { places: -1, colours: -1, lists: -1, density: -1 };
  /** What was last drawn of, be it all points or the sample. */
  readonly #drawn = { places: -1, colours: -1, lists: -1 };
  /** Stands in for the points until they are uploaded. */
  #first: (FirstSample & { points: PointsPass }) | null = null;
  #isWarm = false;
  #look: SceneLook;
  #view: View | null = null;
  /** What is left to draw of the full picture; null before it was begun. */
  #rest: PointsDraw[] | null = null;
  #state: "stale" | "sampled" | "finished" = "stale";
  #movedAt = 0;
  #typical = { whole: 0, passing: 0 };
  #isPaused = false;

  constructor(gl: WebGL2RenderingContext, set: PointSet, look: SceneLook) {
    this.#gl = gl;
    this.#set = set;
    this.#look = look;
    this.#points = new PointsPass(gl);
    this.#contours = new DensityPass(gl);
    this.#pictures = new Pictures(gl);
    this.#pace = new Pace(gl);
  }

  setLook(look: SceneLook): void {
    if (look.theme !== this.#look.theme) this.#uploaded.colours = this.#drawn.colours = -1;
    this.#look = look;
    this.#pictures.forget();
    this.#state = "stale";
  }

  /** Radius of points that are not dimmed, in CSS pixels. */
  radiusPx({ camera }: View): number {
    return pointStyle(this.#typical.passing / camera.scale ** 2).diameter / 2;
  }

  /** Draws what is due of a view, and says when there is more to draw. */
  frame(view: View): NextDraw {
    if (this.#gl.isContextLost() || this.#isPaused) return "idle";
    const isResized = this.#resize(view);
    const isChanged = this.#upload();
    if (isChanged) this.#pictures.forget();
    const isMoved = this.#view === null || !isSameView(this.#view, view);
    // Other points are drawn in full at once, though the camera moved to them.
    if (isMoved && !isChanged) this.#movedAt = performance.now();
    if (isMoved || isChanged || isResized) {
      this.#state = "stale";
      this.#view = view;
    }
    if (this.#state === "finished") return "idle";
    // A canvas whose size was changed is empty: that cannot wait.
    if (this.#pace.isBusy() && !isResized) return this.#state === "stale" ? "frame" : this.#pace.waitMs;
    if (this.#state === "stale") return this.#drawNow(view) ? this.#pace.waitMs : "idle";
    if (this.#first) return this.#followUp() ? "frame" : this.#pace.waitMs;
    const stillMs = performance.now() - this.#movedAt;
    if (stillMs < STILL_MS) return STILL_MS - stillMs;
    return this.#refine(view) ? this.#pace.waitMs : "idle";
  }

  /** Setting the size of a canvas empties it: only where it changed. */
  #resize(view: View): boolean {
    const canvas = this.#gl.canvas;
    const [width, height] = pixelsOf(view);
    if (canvas.width === width && canvas.height === height) return false;
    canvas.width = width;
    canvas.height = height;
    return true;
  }

  /** Brings to the graphics processor what is needed for the next frame; true when something changed. */
  #upload(): boolean {
    const { places, colours, lists } = this.#set.versions;
    const before = { ...this.#drawn };
    Object.assign(this.#drawn, { places, colours, lists });
    const isNew = before.places !== places;
    if (!isNew && before.colours === colours && before.lists === lists) return false;
    if (this.#set.count === 0 && !this.#isWarm) this.#warmUp();
    if (isNew || this.#first) this.#uploadSample();
    if (!this.#first) this.#uploadWhole();
    // Size and opacity depend on it: before the first frame of new points.
    if (isNew) this.#setDensity(ROUGH);
    return true;
  }

  /** Drivers make machine code of a program when it first draws: better before the points are there than after. */
  #warmUp(): void {
    this.#isWarm = true;
    this.#points.warmUp();
    this.#contours.warmUp();
  }

  #uploadSample(): void {
    this.#first?.points.dispose();
    const sample = firstSample(this.#set);
    this.#first = sample && { ...sample, points: this.#points.sibling() };
    if (!this.#first) return;
    const { points, set } = this.#first;
    points.setPlaces(set);
    this.#setColours(points, set);
    points.setLists(set.lists());
  }

  #setColours(points: PointsPass, { colours, count }: PointSet): void {
    points.setValues(wholeValues(colours?.values ?? new Uint16Array(0), count), colours?.kind === "scale");
    points.setPalette(paletteTexels(colours, this.#look.theme.neutral));
  }

  #uploadWhole(): void {
    while (this.#uploadPart());
  }

  /** Uploads a part of the points that changed, some milliseconds for a million; false when all is there. */
  #uploadPart(): boolean {
    const [set, done] = [this.#set, this.#uploaded];
    const { places, colours, lists } = set.versions;
    if (done.places !== places) {
      this.#points.setPlaces(set);
      done.places = places;
      done.density = -1;
    } else if (done.colours !== colours) {
      this.#setColours(this.#points, set);
      done.colours = colours;
    } else if (done.lists !== lists) {
      this.#points.setLists(set.lists());
      done.lists = lists;
    } else return false;
    return true;
  }

  /** One step from the sample to all points; false when they are there. */
  #followUp(): boolean {
    if (this.#uploadPart()) return true;
    this.#first?.points.dispose();
    this.#first = null;
    return false;
  }

  /** Density takes some milliseconds more: after the first frame of a change. */
  #uploadDensity(): void {
    if (this.#uploaded.density === this.#set.versions.density) return;
    this.#uploaded.density = this.#set.versions.density;
    this.#setDensity(this.#set.mask ? FILTERED : FINE);
  }

  #setDensity(options: DensityOptions): void {
    const [set, times] = this.#first ? [this.#first.set, this.#first.times] : [this.#set, 1];
    const grid = set.density(options);
    this.#contours.setGrid(grid);
    const passing = (grid?.typical ?? 0) * times;
    this.#typical = { passing, whole: set.mask ? set.wholeTypical() * times : passing };
  }

  /** All points, or what stands in for them. */
  get #source(): PointsPass {
    return this.#first?.points ?? this.#points;
  }

  #plan({ camera, ratio }: View, budget: number): PointsDraw[] {
    const counts = {
      dimmed: this.#source.countOf("dimmed"),
      plain: this.#source.countOf("plain"),
      selected: this.#source.countOf("selected"),
    };
    const unit = camera.scale ** 2 * (this.#first?.times ?? 1);
    const density = { whole: this.#typical.whole / unit, passing: this.#typical.passing / unit };
    return drawingPlan({ counts, density, ratio, budget });
  }

  /** One frame within one step, on the screen. */
  #drawNow(view: View): boolean {
    const gl = this.#gl;
    const full = pointsOf(this.#plan(view, Number.POSITIVE_INFINITY));
    const budget = this.#first ? Math.max(full, this.#pace.budget) : this.#pace.budget;
    const isWhole = !this.#first && full <= budget;
    const box = isWhole ? null : this.#pictureBox(view);
    const plan = this.#plan(view, budget).map((draw) => ({ ...draw, except: box ?? undefined }));
    const clips = box ? besides(box) : [WHOLE];
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    this.#begin(view, clips);
    if (clips.length > 0) this.#source.draw(view, plan, this.#colours());
    this.#end(view, clips);
    if (box) this.#pictures.draw(box);
    this.#pace.close(clips.length > 0 ? pointsOf(plan) : 0);
    this.#rest = null;
    const isDensityDue = this.#uploaded.density !== this.#set.versions.density;
    if (isWhole && isDensityDue) {
      this.#uploadDensity();
      return true;
    }
    this.#state = isWhole ? "finished" : "sampled";
    return !isWhole;
  }

  /** Where the finished picture lies in this view, if it is of use. */
  #pictureBox(view: View): ClipBox | null {
    const picture = this.#pictures.view;
    if (!picture || picture.ratio !== view.ratio) return null;
    const stretch = view.camera.scale / picture.camera.scale;
    if (stretch > MOST_STRETCH || stretch < 1 / MOST_STRETCH) return null;
    return clipBoxOf(picture, view);
  }

  /** One step of the full picture, off the screen; true when there is more. */
  #refine(view: View): boolean {
    const gl = this.#gl;
    this.#uploadDensity();
    const isFirst = this.#rest === null;
    const { step, rest } = cutPlan(this.#rest ?? this.#plan(view, Number.POSITIVE_INFINITY), this.#pace.budget);
    this.#pictures.bindBack(view);
    if (isFirst) this.#begin(view, [WHOLE]);
    this.#points.draw(view, step, this.#colours());
    this.#rest = rest;
    if (rest.length === 0) {
      this.#end(view, [WHOLE]);
      this.#pictures.finish(view);
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    if (rest.length === 0) {
      gl.viewport(0, 0, ...pixelsOf(view));
      this.#pictures.draw(WHOLE);
      this.#state = "finished";
    }
    this.#pace.close(pointsOf(step));
    return rest.length > 0;
  }

  #begin(view: View, clips: readonly ClipBox[]): void {
    const gl = this.#gl;
    const [red, green, blue] = this.#look.theme.ground;
    gl.viewport(0, 0, ...pixelsOf(view));
    gl.clearColor(red / 255, green / 255, blue / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    this.#drawContours(view, "bands", clips);
  }

  #end(view: View, clips: readonly ClipBox[]): void {
    this.#drawContours(view, "lines", clips);
  }

  #drawContours(view: View, part: "bands" | "lines", clips: readonly ClipBox[]): void {
    const { density, theme } = this.#look;
    if (density === "off") return;
    const { coverage } = pointStyle(this.#typical.whole / view.camera.scale ** 2);
    const strength = density === "on" ? 1 : contourStrength(coverage);
    this.#contours.draw(view, { part, ink: theme.ink, strength, clips });
  }

  #colours() {
    const { halo, dimmed } = this.#look.theme;
    return { halo, ground: dimmed };
  }

  /** The full picture of a view as bytes of red, green, blue, alpha from its bottom row up; drawn in steps. */
  async picture(view: View): Promise<{ bytes: Uint8Array; size: [number, number] }> {
    this.#upload();
    while (this.#first) this.#followUp();
    this.#isPaused = true;
    try {
      this.#rest = null;
      this.#uploadDensity();
      while (!this.#gl.isContextLost() && this.#refine(view)) await this.#pause();
      const read = this.#pictures.read();
      if (!read) throw new Error("The context of the map was lost while its picture was drawn.");
      return read;
    } finally {
      this.#isPaused = false;
      this.#pictures.forget();
      this.#state = "stale";
    }
  }

  async #pause(): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, this.#pace.waitMs));
    while (!this.#gl.isContextLost() && this.#pace.isBusy());
  }

  dispose(): void {
    this.#first?.points.dispose();
    this.#points.dispose();
    this.#contours.dispose();
    this.#pictures.dispose();
  }
}

/** A value for each point, also for those that were added since. */
function wholeValues(values: Uint16Array, count: number): Uint16Array {
  if (values.length === count) return values;
  const whole = new Uint16Array(count).fill(NO_VALUE);
  whole.set(values.subarray(0, count));
  return whole;
}
