/** A linked program with the places of its uniforms. */
export interface Program<U extends string> {
  program: WebGLProgram | null;
  at: Record<U, WebGLUniformLocation | null>;
}

export interface ProgramSource<U extends string> {
  vertex: string;
  fragment: string;
  /** Names of attributes; the place in the list is their location. */
  attributes?: readonly string[];
  uniforms: readonly U[];
}

/** Throws with the compiler's words when a shader is refused (each question to the compiler waits for it: one is asked); with a lost context everything is null and nothing is drawn. */
export function linkProgram<U extends string>(gl: WebGL2RenderingContext, source: ProgramSource<U>): Program<U> {
  const program = gl.createProgram();
  const shaders = [compile(gl, gl.VERTEX_SHADER, source.vertex), compile(gl, gl.FRAGMENT_SHADER, source.fragment)];
  for (const shader of shaders) if (shader) gl.attachShader(program, shader);
  source.attributes?.forEach((name, location) => {
    gl.bindAttribLocation(program, location, name);
  });
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = shaders.map((shader) => shader && gl.getShaderInfoLog(shader));
    throw new Error(`A program of the map was refused: ${[...logs, gl.getProgramInfoLog(program)].join(" ")}`);
  }
  for (const shader of shaders) gl.deleteShader(shader);
  const at = Object.fromEntries(source.uniforms.map((name) => [name, gl.getUniformLocation(program, name)]));
  return { program, at: at as Record<U, WebGLUniformLocation | null> };
}

function compile(gl: WebGL2RenderingContext, kind: GLenum, text: string): WebGLShader | null {
  const shader = gl.createShader(kind);
  if (!shader) return null;
  gl.shaderSource(shader, `#version 300 es\n${text}`);
  gl.compileShader(shader);
  return shader;
}
