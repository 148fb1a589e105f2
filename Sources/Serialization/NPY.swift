import ApusFiles
public import ApusTensor
public import FoundationEssentials

/// Writes one array to a .npy file (NumPy's format, version 1.0), atomically (see
/// `writeAtomically`).
///
/// The bytes equal those of `numpy.save`. Throws a `FileError`.
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
public func saveNPY(_ array: NDArray, to url: URL) throws {
  var text = Array(
    NPYHeader(
      type: NPYType(StoredNumber(array.dtype)), isFortranOrder: false, shape: array.shape
    ).text.utf8)
  // Magic, version, length and text together fill a multiple of 64 bytes; a newline ends them. At
  // eight dimensions the text stays far below the 65,535 bytes that version 1.0 can state.
  let blanks = alignment - (magic.count + 4 + text.count + 1) % alignment
  text += [UInt8](repeating: UInt8(ascii: " "), count: blanks) + [UInt8(ascii: "\n")]
  let start = magic + [1, 0, UInt8(text.count & 0xff), UInt8(text.count >> 8)] + text
  try writeAtomically(to: url) { write in
    try start.withUnsafeBytes(write)
    try array.withBytes(write)
  }
}

/// Reads an array from a .npy file of version 1.0, 2.0 or 3.0; the first one where several follow each other.
///
/// float16 comes as float32, int8, int16 and uint16 as int32, uint32 and uint64 as int64; bytes may
/// be in either order. An array stored in Fortran order comes back with the same shape, as a
/// transposed view. Throws a `FileError` where the file cannot be read, an `NPYError` where it is
/// damaged, holds something else or a uint64 that is too large for int64.
public func loadNPY(_ url: URL) throws -> NDArray {
  let file = try InputFile(url)
  do {
    let (header, dataStart) = try readHeader(file)
    let (count, number) = (try elementCount(of: header.shape), header.type.number)
    let needed = count * number.size
    let given = file.size - dataStart
    if given < needed { throw FormatProblem("needs \(needed) bytes of data, file has \(given)") }
    let end = dataStart + needed
    guard try end == file.size || isStart(ofAnArrayAt: end, in: file) else {
      throw FormatProblem("\(given - needed) extra bytes after \(needed) bytes of data")
    }
    let stored = try file.read(dataStart..<end, room: count * number.dtype.size)
    let bytes = header.type.isBigEndian ? stored.reversed(inElementsOf: number.size) : stored
    guard header.isFortranOrder else { return try number.array(bytes, shape: header.shape) }
    return try number.array(bytes, shape: header.shape.reversed())
      .permute(Array(header.shape.indices.reversed()))
  } catch let problem as FormatProblem {
    throw NPYError(path: file.path, reason: problem.description)
  }
}

/// A .npy file that is damaged, or that holds what Apus does not read.
public struct NPYError: Error, Equatable, CustomStringConvertible {
  /// As the caller gave it: relative where the URL was relative.
  public let path: String
  public let reason: String

  public var description: String { "\(path): \(reason)" }
}

private let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
private let alignment = 64
/// NumPy refuses longer headers too.
private let maxHeaderSize = 10_000

private func isStart(ofAnArrayAt position: Int, in file: borrowing InputFile) throws -> Bool {
  let end = min(position + magic.count, file.size)
  return try file.read(position..<end) == magic
}

/// The header and where the data starts.
private func readHeader(_ file: borrowing InputFile) throws -> (NPYHeader, Int) {
  guard file.size > 0 else { throw FormatProblem("is empty") }
  let start = try file.read(0..<min(file.size, 12))
  guard start.starts(with: magic) else { throw FormatProblem("is not a .npy file") }
  guard start.count == 12 else { throw FormatProblem("ends within its header") }
  let lengthSize: Int
  switch (start[6], start[7]) {
  case (1, 0): lengthSize = 2
  case (2, 0), (3, 0): lengthSize = 4
  case (let major, let minor): throw FormatProblem("version \(major).\(minor) is not read")
  }
  let length = start[8..<(8 + lengthSize)].reversed().reduce(0) { $0 << 8 | Int($1) }
  guard length <= maxHeaderSize else {
    throw FormatProblem("the header would take \(length) bytes; at most \(maxHeaderSize) are read")
  }
  let dataStart = 8 + lengthSize + length
  guard dataStart <= file.size else {
    throw FormatProblem(
      "the header would take \(length) bytes, file has \(file.size - 8 - lengthSize)")
  }
  return (try NPYHeader(parsing: try file.read((8 + lengthSize)..<dataStart)), dataStart)
}
