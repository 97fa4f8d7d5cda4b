declare module 'unbzip2-stream' {
  /** A stream that decompresses bzip2; several streams one after the other are one. */
  export default function unbzip2(): NodeJS.ReadWriteStream;
}
