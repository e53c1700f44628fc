type Locations<U extends string> = Record<U, WebGLUniformLocation | null>;

/** A program of the graphics processor. */
export interface Program<U extends string> {
  /** Draws use it from now on; gives the places of its uniforms. */
  use(): Locations<U>;
  dispose(): void;
}

export interface ProgramSource<U extends string> {
  vertex: string;
  fragment: string;
  uniforms: readonly U[];
}

/**
 * Begins to compile and link. How that went is asked when the program is first used, as the question waits for the
 * answer: `use` throws with the compiler's words when a shader was refused. With a lost context nothing is drawn.
 */
export function linkProgram<U extends string>(gl: WebGL2RenderingContext, source: ProgramSource<U>): Program<U> {
  const program = gl.createProgram();
  const shaders = [compile(gl, gl.VERTEX_SHADER, source.vertex), compile(gl, gl.FRAGMENT_SHADER, source.fragment)];
  for (const shader of shaders) if (shader) gl.attachShader(program, shader);
  gl.linkProgram(program);
  let locations: Locations<U> | null = null;
  const check = () => {
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      const logs = shaders.map((shader) => shader && gl.getShaderInfoLog(shader));
      throw new Error(`A program of the map was refused: ${[...logs, gl.getProgramInfoLog(program)].join(" ")}`);
    }
    for (const shader of shaders) gl.deleteShader(shader);
    const found = source.uniforms.map((name) => [name, gl.getUniformLocation(program, name)]);
    return Object.fromEntries(found) as Locations<U>;
  };
  return {
    use() {
      locations ??= check();
      gl.useProgram(program);
      return locations;
    },
    dispose: () => gl.deleteProgram(program),
  };
}

function compile(gl: WebGL2RenderingContext, kind: GLenum, text: string): WebGLShader | null {
  const shader = gl.createShader(kind);
  if (!shader) return null;
  gl.shaderSource(shader, `#version 300 es\n${text}`);
  gl.compileShader(shader);
  return shader;
}

/** Four corners of a box of the clip space, as a strip of triangles; `at` is 0 to 1 over it. */
export const BOX_VERTEX = `
uniform vec4 box;
out vec2 at;
void main() {
  at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(mix(box.xy, box.zw, at), 0.0, 1.0);
}`;
