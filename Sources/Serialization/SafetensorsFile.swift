import ApusFiles
public import ApusTensor
public import FoundationEssentials

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
  /// Of the tensors, in the order of their data.
  ///
  /// The format tells names apart by their bytes: two of them may be equal to Swift's `String`, as é
  /// is in both its forms.
  public let names: [String]
  private let path: String
  private let arrays: [[UInt8]: Result<NDArray, SafetensorsError>]

  /// Reads the whole file.
  ///
  /// Every size is compared with the file's before memory is taken for it. Throws a `FileError`
  /// where the file cannot be read, a `SafetensorsError` where it is damaged or of another kind, or
  /// where two keys of its metadata are equal to Swift's `String`.
  public init(_ url: URL) throws {
    let file = try InputFile(url)
    do {
      let (header, dataStart) = try SafetensorsFile.header(of: file)
      var arrays: [[UInt8]: Result<NDArray, SafetensorsError>] = [:]
      for entry in header.entries {
        arrays[Array(entry.name.utf8)] = try entry.array(from: file, dataStart: dataStart)
      }
      self.url = url
      self.metadata = header.metadata
      self.names = header.entries.map(\.name)
      self.path = file.path
      self.arrays = arrays
    } catch let problem as FormatProblem {
      throw SafetensorsError(path: file.path, reason: problem.description)
    }
  }

  /// The tensor whose name has exactly these bytes.
  ///
  /// F16 and BF16 come as float32, I8, I16 and U16 as int32, U32 and U64 as int64. Throws a
  /// `SafetensorsError` where the file has no such tensor, where it is of another type (F4, F6, F8,
  /// C64) or where a U64 is too large for int64.
  public subscript(name: String) -> NDArray {
    get throws {
      guard let array = arrays[Array(name.utf8)] else {
        throw SafetensorsError(path: path, reason: "has no tensor \(quoted(name))")
      }
      return try array.get()
    }
  }

  /// All tensors by name.
  ///
  /// Throws what the subscript throws of any of them, and a `SafetensorsError` with both names where
  /// two are equal to Swift's `String`.
  public var tensors: [String: NDArray] {
    get throws {
      var tensors: [String: NDArray] = [:]
      for name in names {
        if let other = tensors.index(forKey: name).map({ tensors[$0].key }) {
          throw SafetensorsError(
            path: path,
            reason: FormatProblem.sameKey(other, name).description
              + "; SafetensorsFile(url)[name] reads each")
        }
        tensors[name] = try self[name]
      }
      return tensors
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
      throw FormatProblem(kind(ofFileStartingWith: prefix))
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= file.size else {
      throw FormatProblem("the header would take \(length) bytes, file has \(file.size - 8)")
    }
    let text = try file.read(8..<dataStart)
    return (try SafetensorsHeader(parsing: text, dataSize: file.size - dataStart), dataStart)
  }
}

/// What a file is instead, whose first bytes would be the length of a header too long to be read.
private func kind(ofFileStartingWith bytes: [UInt8]) -> String {
  if bytes.starts(with: "PK".utf8) {
    return "is a zip archive, as torch.save writes it; use safetensors.torch.save_file there"
  }
  let start = bytes.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
  return "is not a safetensors file (starts with \(start.joined(separator: " ")))"
}

/// Reads all tensors of a safetensors file; the same as `SafetensorsFile(url).tensors`.
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
  /// The array, or why there is none. Throws where the file cannot be read.
  fileprivate func array(from file: borrowing InputFile, dataStart: Int) throws
    -> Result<NDArray, SafetensorsError>
  {
    do {
      return .success(
        try FormatProblem.about("tensor \(quoted(name))") {
          guard let number = type.number else {
            throw FormatProblem("elements of type \(type.name) are not read")
          }
          let start = dataStart + range.lowerBound
          let bytes = try file.read(
            start..<(start + range.count), room: range.count / number.size * number.dtype.size)
          return try number.array(bytes, shape: shape)
        })
    } catch let problem as FormatProblem {
      return .failure(SafetensorsError(path: file.path, reason: problem.description))
    }
  }
}
