import Files
public import FoundationEssentials
public import Tensor

/// Writes one array to a .npy file (NumPy's format, version 1.0), atomically (see
/// `writeAtomically`).
///
/// The bytes equal those of `numpy.save`. Throws a `FileError`.
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
public func saveNPY(_ array: NDArray, to url: URL) throws {
  var text = Array(
    NPYHeader(dtype: array.dtype, isFortranOrder: false, shape: array.shape).text.utf8)
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

/// Reads an array from a .npy file of version 1.0 or 2.0.
///
/// Reads '<f4', '<f8', '<i8', '<i4', '|u1' and '|b1'; an array stored in Fortran order comes back
/// with the same shape, as a transposed view. Throws a `FileError` where the file cannot be read,
/// an `NPYError` where it is damaged or holds something else.
public func loadNPY(_ url: URL) throws -> NDArray {
  let file = try InputFile(url)
  do {
    let (header, dataStart) = try readHeader(file)
    let needed = try byteCount(of: header.shape, elementSize: header.dtype.size)
    let given = file.size - dataStart
    if given < needed { throw FormatProblem("needs \(needed) bytes of data, file has \(given)") }
    if given > needed {
      throw FormatProblem("\(given - needed) extra bytes after \(needed) bytes of data")
    }
    let bytes = try file.read(dataStart..<file.size)
    guard header.isFortranOrder else {
      return NDArray(outside: bytes, shape: header.shape, dtype: header.dtype)
    }
    return NDArray(outside: bytes, shape: header.shape.reversed(), dtype: header.dtype)
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

private let magic = [0x93] + Array("NUMPY".utf8)
private let alignment = 64
/// NumPy refuses longer headers too.
private let maxHeaderSize = 10_000

/// The header and where the data starts.
private func readHeader(_ file: borrowing InputFile) throws -> (NPYHeader, Int) {
  guard file.size > 0 else { throw FormatProblem("is empty") }
  let start = try file.read(0..<min(file.size, 12))
  guard start.starts(with: magic) else { throw FormatProblem("is not a .npy file") }
  guard start.count == 12 else { throw FormatProblem("ends within its header") }
  let lengthSize: Int
  switch (start[6], start[7]) {
  case (1, 0): lengthSize = 2
  case (2, 0): lengthSize = 4
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
