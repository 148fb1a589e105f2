import Files
public import FoundationEssentials
public import Tensor

/// A file of named arrays in the safetensors format, read and checked.
///
/// The format (https://github.com/huggingface/safetensors): 8 bytes with the length of a JSON
/// header, the header, then the elements of every tensor in row-major order, little-endian. Nothing
/// in it can run code. A checkpoint is such a file too; prefixes in the names tell its parts from
/// each other.
public struct SafetensorsFile: Sendable {
  public let url: URL
  /// The text that the writer attached, empty where it attached none.
  public let metadata: [String: String]
  /// The arrays by name. F16 and BF16 are read as float32.
  public let tensors: [String: NDArray]

  /// Reads the whole file.
  ///
  /// Every size is compared with the file's before memory is taken for it. Throws a `FileError`
  /// where the file cannot be read, a `SafetensorsError` where it is damaged or of another kind.
  public init(_ url: URL) throws {
    let file = try InputFile(url)
    do {
      let (header, dataStart) = try SafetensorsFile.header(of: file)
      var tensors: [String: NDArray] = [:]
      for entry in header.entries {
        let start = dataStart + entry.range.lowerBound
        let bytes = try file.read(start..<(start + entry.range.count))
        tensors[entry.name] = entry.array(bytes)
      }
      self.url = url
      self.metadata = header.metadata
      self.tensors = tensors
    } catch let problem as FormatProblem {
      throw SafetensorsError(path: file.path, reason: problem.description)
    }
  }

  private static func header(of file: borrowing InputFile) throws -> (SafetensorsHeader, Int) {
    guard file.size > 0 else { throw FormatProblem("is empty") }
    guard file.size >= 8 else {
      throw FormatProblem("is not a safetensors file: too short for a header (\(file.size) bytes)")
    }
    let prefix = try file.read(0..<8)
    let length = prefix.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard length <= SafetensorsHeader.maxSize else {
      throw FormatProblem(
        prefix.starts(with: "PK".utf8)
          ? "is a zip archive, as torch.save writes it; use safetensors.torch.save_file there"
          : "is not a safetensors file: its header would take \(length) bytes, of which at most "
            + "\(SafetensorsHeader.maxSize) are read")
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= file.size else {
      throw FormatProblem("the header would take \(length) bytes, file has \(file.size - 8)")
    }
    let text = try file.read(8..<dataStart)
    return (try SafetensorsHeader(parsing: text, dataSize: file.size - dataStart), dataStart)
  }
}

/// Reads the arrays of a safetensors file; the same as `SafetensorsFile(url).tensors`.
public func loadSafetensors(_ url: URL) throws -> [String: NDArray] {
  try SafetensorsFile(url).tensors
}

/// A safetensors file that is damaged or of another kind, or tensors that no such file can hold.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// As the caller gave it: relative where the URL was relative.
  public let path: String
  /// What was wrong; names the tensor where one is at fault.
  public let reason: String

  public var description: String { "\(path): \(reason)" }
}

extension SafetensorsHeader.Entry {
  fileprivate func array(_ bytes: [UInt8]) -> NDArray {
    switch type {
    case .float16: widened(bytes) { Float(Float16(bitPattern: $0)) }
    // A bfloat16 is the upper half of a float32.
    case .bfloat16: widened(bytes) { Float(bitPattern: UInt32($0) << 16) }
    default: NDArray(outside: bytes, shape: shape, dtype: type.dtype)
    }
  }

  private func widened(_ bytes: [UInt8], _ convert: (UInt16) -> Float) -> NDArray {
    let values = stride(from: 0, to: bytes.count, by: 2).map {
      convert(UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
    return NDArray(values, shape: shape)
  }
}
