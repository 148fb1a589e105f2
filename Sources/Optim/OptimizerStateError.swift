import ApusTensor

/// Why a state dict does not fit an optimizer or a schedule: everything that is wrong with it.
public struct OptimizerStateError: Error, Equatable, CustomStringConvertible {
  /// `SGD`, `OneCycleLR`, ...
  public let owner: String
  public internal(set) var missing: [String] = []
  public internal(set) var unexpected: [String] = []
  /// One line each, beginning with the key: another shape or type, or a number out of range.
  public internal(set) var unfit: [String] = []

  public var description: String {
    var lines = ["the state does not fit \(owner):"]
    if !missing.isEmpty { lines.append("missing keys: \(missing.joined(separator: ", "))") }
    if !unexpected.isEmpty {
      lines.append("unexpected keys: \(unexpected.joined(separator: ", "))")
    }
    return (lines + unfit).joined(separator: "\n  ")
  }
}

/// Takes entries out of a state dict and notes what does not fit.
struct StateReader {
  private var entries: [String: NDArray]
  private var missing: [String] = []
  private var unfit: [String] = []

  init(_ entries: [String: NDArray]) { self.entries = entries }

  func has(_ key: String) -> Bool { entries[key] != nil }

  /// Whether this very array is stored; then it is taken out.
  mutating func takes(_ key: String, _ array: NDArray) -> Bool {
    guard let stored = entries[key], stored.dtype == array.dtype, stored == array else {
      return false
    }
    entries[key] = nil
    return true
  }

  /// The array, nil where it is missing or of another shape or type.
  mutating func array(_ key: String, _ shape: [Int], _ dtype: DType) -> NDArray? {
    guard let array = entries.removeValue(forKey: key) else {
      missing.append(key)
      return nil
    }
    if array.shape == shape && array.dtype == dtype { return array }
    reject("\(key): \(array.dtype) \(array.shape) is stored, \(dtype) \(shape) belongs there")
    return nil
  }

  /// A 0-d array's element.
  mutating func number<T: Scalar>(_ key: String, as: T.Type) -> T? {
    array(key, [], T.dtype)?.scalars(as: T.self)[0]
  }

  /// Rejects another number than this 0-d array's.
  mutating func compare(_ key: String, with own: NDArray) {
    guard let stored = array(key, own.shape, own.dtype), stored != own else { return }
    func text(_ number: NDArray) -> String {
      number.dtype.isFloatingPoint
        ? "\(number.item())" : "\(number.scalars(as: Int.self)[0])"
    }
    reject("\(key): \(text(stored)) is stored, \(text(own)) belongs there")
  }

  mutating func reject(_ line: String) { unfit.append(line) }

  /// Throws when anything did not fit or was left over.
  func finish(_ owner: String) throws {
    let error = OptimizerStateError(
      owner: owner, missing: missing, unexpected: entries.keys.sorted(), unfit: unfit)
    if error != OptimizerStateError(owner: owner) { throw error }
  }
}
