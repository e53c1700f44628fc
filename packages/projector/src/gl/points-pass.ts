import type { DrawLists } from "../draw-lists.ts";
import { PALETTE_HEIGHT, PALETTE_WIDTH } from "../palette-texture.ts";
import { linkProgram, type Program } from "./program.ts";
import { type ClipBox, clipScale, type View } from "./view.ts";

/** Which points of the lists are drawn, and how. */
export type PointList = "dimmed" | "plain" | "halo" | "selected";

export interface PointsDraw {
  list: PointList;
  from: number;
  to: number;
  /** In device pixels. */
  diameter: number;
  opacity: number;
  /** Points within this box of clip space are left out: a picture lies there. */
  except?: ClipBox | undefined;
}

type Colour = readonly [number, number, number];

const UNIFORMS = [
  "high",
  "low",
  "scale",
  "diameter",
  "opacity",
  "palette",
  "isScale",
  "except",
  "flat_",
  "mixing",
] as const;

const VERTEX = `
layout(location = 0) in vec2 place;
layout(location = 1) in uint value;
uniform vec2 high, low, scale;
uniform float diameter, opacity, mixing;
uniform vec4 except;
uniform vec3 flat_;
uniform bool isScale;
uniform sampler2D palette;
flat out vec4 colour;
flat out float radius;
void main() {
  // The camera in two parts: places near it keep their precision at any zoom.
  vec2 at = ((place - high) - low) * scale;
  bool isOut = abs(place.x) > 1e29 || any(greaterThan(abs(at), vec2(1.02)))
    || (at.x > except.x && at.x < except.z && at.y > except.y && at.y < except.w);
  gl_Position = isOut ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(at, 0.0, 1.0);
  gl_PointSize = diameter;
  radius = diameter * 0.5;
  uint index = isScale ? (value == 65535u ? 4096u : value >> 8) : min(value, 4096u);
  vec3 own = texelFetch(palette, ivec2(int(index & 63u), int(index >> 6)), 0).rgb;
  colour = vec4(mix(own, flat_, mixing), 1.0) * opacity;
}`;

const FRAGMENT_SQUARE = `
precision mediump float;
flat in vec4 colour;
out vec4 pixel;
void main() { pixel = colour; }`;

const FRAGMENT_ROUND = `
precision mediump float;
flat in vec4 colour;
flat in float radius;
out vec4 pixel;
void main() {
  float inside = clamp(radius - length(gl_PointCoord - 0.5) * 2.0 * radius + 0.5, 0.0, 1.0);
  pixel = colour * inside;
}`;

/** Smaller points look the same as squares and cost less. */
const ROUND_FROM_PX = 3;

/** Draws points; their places and colours are uploaded once, and what changes is uploaded alone. */
export class PointsPass {
  readonly #gl: WebGL2RenderingContext;
  readonly #square: Program<(typeof UNIFORMS)[number]>;
  readonly #round: Program<(typeof UNIFORMS)[number]>;
  readonly #array: WebGLVertexArrayObject;
  readonly #places: WebGLBuffer;
  readonly #values: WebGLBuffer;
  readonly #slots: WebGLBuffer;
  readonly #selected: WebGLBuffer;
  readonly #palette: WebGLTexture;
  #lists: DrawLists = { slots: null, dimmedCount: 0, plainCount: 0, selected: new Uint32Array(0) };
  #isScale = false;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    const link = (fragment: string) =>
      linkProgram(gl, { vertex: VERTEX, fragment, attributes: ["place", "value"], uniforms: UNIFORMS });
    this.#square = link(FRAGMENT_SQUARE);
    this.#round = link(FRAGMENT_ROUND);
    this.#array = gl.createVertexArray();
    this.#places = gl.createBuffer();
    this.#values = gl.createBuffer();
    this.#slots = gl.createBuffer();
    this.#selected = gl.createBuffer();
    this.#palette = gl.createTexture();
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#values);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_SHORT, 0, 0);
    gl.bindVertexArray(null);
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  setPlaces(places: Float32Array): void {
    this.#fill(this.#gl.ARRAY_BUFFER, this.#places, places);
  }

  setValues(values: Uint16Array, isScale: boolean): void {
    this.#isScale = isScale;
    this.#fill(this.#gl.ARRAY_BUFFER, this.#values, values);
  }

  setPalette(texels: Uint8Array): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, PALETTE_WIDTH, PALETTE_HEIGHT, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
  }

  setLists(lists: DrawLists): void {
    this.#lists = lists;
    const gl = this.#gl;
    // Index buffers are bound through the vertex array: without one, another's would be changed.
    gl.bindVertexArray(this.#array);
    if (lists.slots) this.#fill(gl.ELEMENT_ARRAY_BUFFER, this.#slots, lists.slots);
    this.#fill(gl.ELEMENT_ARRAY_BUFFER, this.#selected, lists.selected);
    gl.bindVertexArray(null);
  }

  #fill(target: GLenum, buffer: WebGLBuffer, data: Float32Array | Uint16Array | Uint32Array): void {
    this.#gl.bindBuffer(target, buffer);
    this.#gl.bufferData(target, data, this.#gl.STATIC_DRAW);
  }

  countOf(list: PointList): number {
    if (list === "dimmed") return this.#lists.dimmedCount;
    return list === "plain" ? this.#lists.plainCount : this.#lists.selected.length;
  }

  /** `halo` is the colour around selected points, `ground` what dimmed ones fade to. */
  draw(view: View, draws: readonly PointsDraw[], { halo, ground }: { halo: Colour; ground: Colour }): void {
    const gl = this.#gl;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.bindVertexArray(this.#array);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    for (const draw of draws) {
      const { program, at } = draw.diameter < ROUND_FROM_PX ? this.#square : this.#round;
      const { camera } = view;
      const [highX, highY] = [Math.fround(camera.x), Math.fround(camera.y)];
      gl.useProgram(program);
      gl.uniform2f(at.high, highX, highY);
      gl.uniform2f(at.low, camera.x - highX, camera.y - highY);
      gl.uniform2f(at.scale, ...clipScale(view));
      gl.uniform1f(at.diameter, draw.diameter);
      gl.uniform1f(at.opacity, draw.opacity);
      gl.uniform1i(at.palette, 0);
      gl.uniform1i(at.isScale, this.#isScale ? 1 : 0);
      gl.uniform4f(at.except, ...(draw.except ?? ([9, 9, 9, 9] as const)));
      const flat = draw.list === "halo" ? halo : ground;
      gl.uniform3f(at.flat_, flat[0] / 255, flat[1] / 255, flat[2] / 255);
      gl.uniform1f(at.mixing, draw.list === "halo" ? 1 : draw.list === "dimmed" ? DIMMED_MIXING : 0);
      this.#drawRange(draw);
    }
    gl.bindVertexArray(null);
  }

  #drawRange({ list, from, to }: PointsDraw): void {
    const gl = this.#gl;
    const { slots, dimmedCount } = this.#lists;
    if (to <= from) return;
    if (list === "halo" || list === "selected") {
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#selected);
      gl.drawElements(gl.POINTS, to - from, gl.UNSIGNED_INT, from * 4);
    } else if (slots) {
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#slots);
      gl.drawElements(gl.POINTS, to - from, gl.UNSIGNED_INT, (from + (list === "plain" ? dimmedCount : 0)) * 4);
    } else gl.drawArrays(gl.POINTS, from, to - from);
  }

  dispose(): void {
    const gl = this.#gl;
    for (const buffer of [this.#places, this.#values, this.#slots, this.#selected]) gl.deleteBuffer(buffer);
    gl.deleteVertexArray(this.#array);
    gl.deleteTexture(this.#palette);
    gl.deleteProgram(this.#square.program);
    gl.deleteProgram(this.#round.program);
  }
}

/** Share of the ground in the colour of a dimmed point. */
const DIMMED_MIXING = 0.65;
