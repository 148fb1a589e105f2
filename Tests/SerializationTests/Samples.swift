import ApusTensor

/// One array of every dtype and of the shapes that readers get wrong.
let sampleArrays: [String: NDArray] = [
  "float32": NDArray(
    [1.5, -0.0, .infinity, .leastNonzeroMagnitude, -3.25, 0.1] as [Float], shape: [2, 3]),
  "float64": NDArray([0.1, -.infinity, .leastNonzeroMagnitude] as [Double], shape: [1, 3, 1]),
  "int64": NDArray([.min, -1, 0, .max], shape: [4]),
  "int32": NDArray([.min, 7, .max] as [Int32], shape: [3]),
  "uint8": NDArray([0, 1, 255] as [UInt8], shape: [3]),
  "bool": NDArray([true, false, true], shape: [3, 1]),
  "scalar": NDArray(scalar: Float(42)),
  "empty": NDArray([Float](), shape: [0]),
  "emptyRows": NDArray([Int](), shape: [3, 0, 2]),
  "eightDimensions": NDArray([1, 2] as [UInt8], shape: [1, 1, 1, 2, 1, 1, 1, 1]),
]

/// The bytes of a safetensors file with this header and as many zeros of data.
func safetensors(_ header: String, data: Int = 0) -> [UInt8] {
  safetensors(Array(header.utf8), data: data)
}

func safetensors(_ header: [UInt8], data: Int = 0) -> [UInt8] {
  littleEndian(UInt64(header.count)) + header + [UInt8](repeating: 0, count: data)
}

func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

let npyMagic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/// The bytes of a version 1.0 file with this header.
func npy(_ header: String, data: [UInt8] = []) -> [UInt8] {
  npyMagic + [1, 0] + littleEndian(UInt16(header.utf8.count)) + Array(header.utf8) + data
}
