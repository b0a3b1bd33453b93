// The process that owns the device: `device-process.ts <commands> <answers>`, two named pipes. The binding crashes in
// worker threads, and in our own thread nobody could wait for its promises; here both are no matter, and what it takes
// down with it is this process alone.
/// <reference types="@webgpu/types" />
import { createReadStream, createWriteStream } from 'node:fs';
import { FrameSplitter, frameOf, type Command, type DeviceFacts, type ReadAnswer } from './commands.ts';

// By a variable: what is optional is resolved when it is wanted, not when this file is checked.
const WEBGPU_PACKAGE: string = 'webgpu';
const [, , commandsPath, answersPath] = process.argv;

/** Work handed over and not done yet, at most; whoever sends more waits. */
const MOST_SUBMITTED = 32;

const { create, globals } = (await import(WEBGPU_PACKAGE)) as {
  create(flags: readonly string[]): GPU;
  globals: object;
};
Object.assign(globalThis, globals);

const answers = createWriteStream(answersPath);
const answer = (json: DeviceFacts | ReadAnswer | { readonly failure: string }, bytes?: Uint8Array): void => {
  answers.write(frameOf(json, bytes));
};

// Kept: the device goes when it is collected.
const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
if (adapter === null) {
  answer({ failure: 'there is no adapter (no Vulkan, Metal or Direct3D driver)' });
} else {
  const { maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredLimits: { maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage },
  });
  const { vendor, architecture, description } = adapter.info;
  answer({
    adapter: [description, vendor, architecture].filter(Boolean).join(', '),
    mostBindings: maxStorageBuffersPerShaderStage,
    mostBuffer: Math.min(maxStorageBufferBindingSize, maxBufferSize),
  });
  await serve(device);
}

async function serve(device: GPUDevice): Promise<void> {
  const buffers = new Map<number, GPUBuffer>();
  const shaders = new Map<number, { pipeline: GPUComputePipeline; layout: GPUBindGroupLayout }>();
  let encoder: GPUCommandEncoder | null = null;
  let pass: GPUComputePassEncoder | null = null;
  let submitted = 0;
  let failure: string | undefined;
  void device.lost.then(({ message }) => (failure ??= `the device is lost: ${message}`));

  const endPass = (): void => {
    pass?.end();
    pass = null;
  };
  const submit = (): void => {
    if (encoder === null) return;
    endPass();
    device.queue.submit([encoder.finish()]);
    encoder = null;
    submitted++;
  };
  const bufferOf = (number: number): GPUBuffer => buffers.get(number)!;

  const obey = async (command: Command, bytes: Uint8Array): Promise<void> => {
    switch (command.type) {
      case 'create': {
        const { COPY_DST, COPY_SRC, STORAGE } = GPUBufferUsage;
        const usage = STORAGE | COPY_SRC | COPY_DST;
        buffers.set(command.buffer, device.createBuffer({ size: command.bytes, usage }));
        return;
      }
      case 'destroy':
        submit();
        bufferOf(command.buffer).destroy();
        buffers.delete(command.buffer);
        return;
      case 'write':
        // Writes are done before what is submitted after them: what was recorded before must go first.
        submit();
        device.queue.writeBuffer(
          bufferOf(command.buffer),
          0,
          bytes.slice(command.at, command.at + command.bytes),
        );
        return;
      case 'compile': {
        const layout = device.createBindGroupLayout({
          entries: command.writes.map((writes, binding) => ({
            binding,
            visibility: GPUShaderStage.COMPUTE,
            buffer: { type: writes ? 'storage' : 'read-only-storage' },
          })),
        });
        const pipeline = device.createComputePipeline({
          layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
          compute: { module: device.createShaderModule({ code: command.code }), entryPoint: 'main' },
        });
        shaders.set(command.shader, { pipeline, layout });
        return;
      }
      case 'dispatch': {
        const { pipeline, layout } = shaders.get(command.shader)!;
        encoder ??= device.createCommandEncoder();
        pass ??= encoder.beginComputePass();
        pass.setPipeline(pipeline);
        const entries = command.buffers.map((buffer, binding) => ({
          binding,
          resource: { buffer: bufferOf(buffer) },
        }));
        pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
        pass.dispatchWorkgroups(...command.groups);
        return;
      }
      case 'copy':
        endPass();
        encoder ??= device.createCommandEncoder();
        encoder.copyBufferToBuffer(bufferOf(command.from), 0, bufferOf(command.to), 0, command.bytes);
        return;
      case 'read':
        await read(command.buffer, command.bytes);
    }
  };

  const read = async (buffer: number, bytes: number): Promise<void> => {
    endPass();
    encoder ??= device.createCommandEncoder();
    const { MAP_READ, COPY_DST } = GPUBufferUsage;
    const staging = device.createBuffer({ size: bytes, usage: MAP_READ | COPY_DST });
    encoder.copyBufferToBuffer(bufferOf(buffer), 0, staging, 0, bytes);
    submit();
    await leaveScopes();
    if (failure === undefined) {
      await staging.mapAsync(GPUMapMode.READ);
      answer({}, new Uint8Array(staging.getMappedRange().slice(0)));
    } else answer({ failure });
    staging.destroy();
    enterScopes();
  };

  // Invalid work is silently not done: only the scope around it tells.
  const enterScopes = (): void => {
    for (const filter of ['out-of-memory', 'internal', 'validation'] as const) device.pushErrorScope(filter);
  };
  const leaveScopes = async (): Promise<void> => {
    const errors = await Promise.all([1, 2, 3].map(() => device.popErrorScope()));
    submitted = 0;
    for (const error of errors) if (error !== null) failure ??= error.message;
  };

  const splitter = new FrameSplitter();
  enterScopes();
  for await (const chunk of createReadStream(commandsPath, { highWaterMark: 1 << 20 })) {
    for (const { json, bytes } of splitter.push(chunk as Uint8Array)) {
      try {
        for (const command of json as readonly Command[]) await obey(command, bytes);
        submit();
        if (submitted >= MOST_SUBMITTED) {
          await device.queue.onSubmittedWorkDone();
          submitted = 0;
        }
      } catch (error) {
        failure ??= error instanceof Error ? error.message : String(error);
        if ((json as readonly Command[]).some(({ type }) => type === 'read')) answer({ failure });
      }
    }
  }
  device.destroy();
}

// Its pipe is closed: nobody wants anything more. What is said goes out first.
answers.end(() => process.exit(0));
