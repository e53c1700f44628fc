import { BOX_VERTEX, linkProgram, type Program } from "./program.ts";
import { type ClipBox, pixelsOf, type View } from "./view.ts";

const UNIFORMS = ["box", "picture"] as const;

const FRAGMENT = `
precision mediump float;
in vec2 at;
uniform sampler2D picture;
out vec4 pixel;
void main() { pixel = vec4(texture(picture, at).rgb, 1.0); }`;

interface Canvas {
  frame: WebGLFramebuffer;
  texture: WebGLTexture;
  size: [number, number];
}

/**
 * Finished pictures off the screen: a view is drawn into one in as many steps as it takes while the other, of the view
 * before, is shown moved and scaled.
 */
export class Pictures {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: Program<(typeof UNIFORMS)[number]>;
  #front: Canvas | null = null;
  #back: Canvas | null = null;
  #view: View | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = linkProgram(gl, { vertex: BOX_VERTEX, fragment: FRAGMENT, uniforms: UNIFORMS });
  }

  /** The view of the finished picture, or null. */
  get view(): View | null {
    return this.#view;
  }

  forget(): void {
    this.#view = null;
  }

  /** Draws go into the unfinished picture of this view from now on; it is left as it was last time. */
  bindBack(view: View): void {
    const gl = this.#gl;
    const size = pixelsOf(view);
    if (this.#back?.size[0] !== size[0] || this.#back.size[1] !== size[1]) {
      this.#free(this.#back);
      this.#back = this.#create(size);
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#back.frame);
    gl.viewport(0, 0, ...size);
  }

  /** The unfinished picture is finished. */
  finish(view: View): void {
    [this.#front, this.#back] = [this.#back, this.#front];
    this.#view = view;
  }

  /** Bytes of red, green, blue, alpha of the finished picture, from its bottom row up. */
  read(): { bytes: Uint8Array; size: [number, number] } | null {
    const gl = this.#gl;
    if (!this.#front || !this.#view) return null;
    const { size, frame } = this.#front;
    const bytes = new Uint8Array(size[0] * size[1] * 4);
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.readPixels(0, 0, size[0], size[1], gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return { bytes, size };
  }

  /** Draws the finished picture into a box of what is bound. */
  draw(box: ClipBox): void {
    if (!this.#front) return;
    const gl = this.#gl;
    const at = this.#program.use();
    gl.disable(gl.BLEND);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#front.texture);
    gl.uniform1i(at.picture, 0);
    gl.uniform4f(at.box, ...box);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #create(size: [number, number]): Canvas {
    const gl = this.#gl;
    const [frame, texture] = [gl.createFramebuffer(), gl.createTexture()];
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, ...size);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    return { frame, texture, size };
  }

  #free(canvas: Canvas | null): void {
    if (!canvas) return;
    this.#gl.deleteFramebuffer(canvas.frame);
    this.#gl.deleteTexture(canvas.texture);
  }

  dispose(): void {
    this.#free(this.#front);
    this.#free(this.#back);
    this.#program.dispose();
  }
}
