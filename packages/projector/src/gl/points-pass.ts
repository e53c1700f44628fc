import type { DrawLists } from "../draw-lists.ts";
import { PALETTE_HEIGHT, PALETTE_WIDTH } from "../palette-texture.ts";
import type { PointPlaces } from "../point-cloud.ts";
import { DIMMED_MIXING, type PointsDraw } from "./drawing-plan.ts";
import { linkProgram, type Program } from "./program.ts";
import { clipScale, type View } from "./view.ts";

type ListName = keyof DrawLists;
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
layout(location = 0) in float placeX;
layout(location = 1) in float placeY;
layout(location = 2) in uint value;
uniform vec2 high, low, scale;
uniform float diameter, opacity, mixing;
uniform vec4 except;
uniform vec3 flat_;
uniform bool isScale;
uniform sampler2D palette;
flat out vec4 colour;
flat out float radius;
void main() {
  vec2 place = vec2(placeX, placeY);
  // Places that are no numbers fail every comparison.
  bool isPlace = abs(place.x) < 1e30 && abs(place.y) < 1e30;
  // The camera in two parts: places near it keep their precision at any zoom.
  vec2 at = ((place - high) - low) * scale;
  bool isOut = !isPlace || any(greaterThan(abs(at), vec2(1.02)))
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

const NONE = new Uint32Array(0);
/** The program of another, who disposes of it. */
const shared = <P extends PointProgram>(program: P): PointProgram => ({ use: program.use, dispose: () => undefined });

/** Smaller points look the same as squares and cost less. */
const ROUND_FROM_PX = 3;

type PointProgram = Program<(typeof UNIFORMS)[number]>;
interface PointPrograms {
  square: PointProgram;
  round: PointProgram;
}

function linkPrograms(gl: WebGL2RenderingContext): PointPrograms {
  const link = (fragment: string) => linkProgram(gl, { vertex: VERTEX, fragment, uniforms: UNIFORMS });
  return { square: link(FRAGMENT_SQUARE), round: link(FRAGMENT_ROUND) };
}

/** Draws points; their places and colours are uploaded once, and what changes is uploaded alone. */
export class PointsPass {
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: PointPrograms;
  readonly #array: WebGLVertexArrayObject;
  readonly #x: WebGLBuffer;
  readonly #y: WebGLBuffer;
  readonly #values: WebGLBuffer;
  readonly #lists: Record<ListName, { buffer: WebGLBuffer; count: number }>;
  readonly #palette: WebGLTexture;
  #isScale = false;

  constructor(gl: WebGL2RenderingContext, programs: PointPrograms = linkPrograms(gl)) {
    this.#gl = gl;
    this.#programs = programs;
    this.#array = gl.createVertexArray();
    this.#x = gl.createBuffer();
    this.#y = gl.createBuffer();
    this.#values = gl.createBuffer();
    const list = () => ({ buffer: gl.createBuffer(), count: 0 });
    this.#lists = { dimmed: list(), plain: list(), selected: list() };
    this.#palette = gl.createTexture();
    gl.bindVertexArray(this.#array);
    for (const [location, buffer] of [this.#x, this.#y].entries()) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, 1, gl.FLOAT, false, 0, 0);
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#values);
    gl.enableVertexAttribArray(2);
    gl.vertexAttribIPointer(2, 1, gl.UNSIGNED_SHORT, 0, 0);
    gl.bindVertexArray(null);
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  /** For other points, with the same programs: to be disposed of first. */
  sibling(): PointsPass {
    return new PointsPass(this.#gl, { square: shared(this.#programs.square), round: shared(this.#programs.round) });
  }

  /** Draws a point that is nowhere with each program. */
  warmUp(): void {
    this.setPlaces({ x: Float32Array.of(NaN), y: Float32Array.of(NaN) });
    this.setValues(new Uint16Array(1), false);
    this.setLists({ dimmed: NONE, plain: new Uint32Array(1), selected: NONE });
    const view = { camera: { x: 0, y: 0, scale: 1 }, width: 1, height: 1, ratio: 1 };
    const draws = [1, ROUND_FROM_PX].map((diameter) => ({
      list: "plain" as const,
      from: 0,
      to: 1,
      diameter,
      opacity: 1,
    }));
    this.draw(view, draws, { halo: [0, 0, 0], ground: [0, 0, 0] });
  }

  setPlaces({ x, y }: PointPlaces): void {
    this.#fill(this.#gl.ARRAY_BUFFER, this.#x, x);
    this.#fill(this.#gl.ARRAY_BUFFER, this.#y, y);
  }

  /** One value for each place. */
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
    const gl = this.#gl;
    // Index buffers are bound through the vertex array: without one, another's would be changed.
    gl.bindVertexArray(this.#array);
    for (const name of ["dimmed", "plain", "selected"] as const) {
      const list = this.#lists[name];
      if (list.count > 0 || lists[name].length > 0) this.#fill(gl.ELEMENT_ARRAY_BUFFER, list.buffer, lists[name]);
      list.count = lists[name].length;
    }
    gl.bindVertexArray(null);
  }

  #fill(target: GLenum, buffer: WebGLBuffer, data: Float32Array | Uint16Array | Uint32Array): void {
    this.#gl.bindBuffer(target, buffer);
    this.#gl.bufferData(target, data, this.#gl.STATIC_DRAW);
  }

  countOf(name: ListName): number {
    return this.#lists[name].count;
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
      const at = this.#programs[draw.diameter < ROUND_FROM_PX ? "square" : "round"].use();
      const { camera } = view;
      const [highX, highY] = [Math.fround(camera.x), Math.fround(camera.y)];
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
    if (to <= from) return;
    const gl = this.#gl;
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#lists[list === "halo" ? "selected" : list].buffer);
    gl.drawElements(gl.POINTS, to - from, gl.UNSIGNED_INT, from * 4);
  }

  dispose(): void {
    const gl = this.#gl;
    for (const { buffer } of Object.values(this.#lists)) gl.deleteBuffer(buffer);
    for (const buffer of [this.#x, this.#y, this.#values]) gl.deleteBuffer(buffer);
    gl.deleteVertexArray(this.#array);
    gl.deleteTexture(this.#palette);
    this.#programs.square.dispose();
    this.#programs.round.dispose();
  }
}
