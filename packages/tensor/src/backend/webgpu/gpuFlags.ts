/**
 * Flag values fixed by the WebGPU specification. They are spelled out because `GPUBufferUsage` and
 * its like are globals in pages only, and putting globals into Node's process is not ours to do.
 */
export const bufferUsage = {
  mapRead: 0x0001,
  copySrc: 0x0004,
  copyDst: 0x0008,
  uniform: 0x0040,
  storage: 0x0080,
  queryResolve: 0x0200,
} as const;

/** `GPUMapMode.READ`. */
export const mapModeRead = 0x0001;

/** `GPUShaderStage.COMPUTE`. */
export const shaderStageCompute = 0x0004;
