import ApusAutograd
import ApusNN
import ApusTensor

/// A sample while it runs: its arguments by their place among PyTorch's or by their keyword, as ours take them.
final class OpSample {
  let stored: StoredSample
  let form: OpForm
  private let file: OpSampleFile
  private var leaves: [String: Tensor] = [:]
  private var read: Set<String> = []

  /// What says nothing here: all memory is the processor's, and its order changes no number.
  private static let ignored: Set<String> = ["device", "memory_format"]

  init(_ stored: StoredSample, _ form: OpForm, _ file: OpSampleFile) {
    (self.stored, self.form, self.file) = (stored, form, file)
  }

  /// What nothing has asked for.
  var unread: [String] {
    let names = stored.args.indices.map(String.init) + (stored.kwargs ?? [:]).keys.sorted()
    return names.filter { !read.contains($0) && !OpSample.ignored.contains($0) }
  }

  // MARK: - Arguments

  private subscript(key: any OpKey) -> OpArgument? {
    read.insert(key.name)
    switch key.argument(of: stored) {
    case nil, .some(.none): return nil
    case let argument: return argument
    }
  }

  /// Whether it is there, and not None.
  func has(_ key: any OpKey) -> Bool { self[key] != nil }
  func isTensor(_ key: any OpKey) -> Bool { self[key]?.tensor != nil }
  func isText(_ key: any OpKey) -> Bool { if case .text = self[key] { true } else { false } }
  func ignore(_ keys: any OpKey...) { read.formUnion(keys.map(\.name)) }

  func argument(_ key: any OpKey) throws -> OpArgument { try value(key, "an argument") { $0 } }
  func number(_ key: any OpKey) throws -> Number { try value(key, "a number") { $0.number } }
  func list(_ key: any OpKey) throws -> [OpArgument] { try value(key, "a list") { $0.list } }
  func int(_ key: any OpKey) throws -> Int { try value(key, "a whole number") { $0.int } }

  func double(_ key: any OpKey, or other: Double) throws -> Double {
    has(key) ? try number(key).double : other
  }

  func bool(_ key: any OpKey, or other: Bool) throws -> Bool {
    guard has(key) else { return other }
    return try value(key, "true or false") { if case .bool(let value) = $0 { value } else { nil } }
  }

  func text(_ key: any OpKey, or other: String) throws -> String {
    guard has(key) else { return other }
    return try value(key, "text") { if case .text(let value) = $0 { value } else { nil } }
  }

  func ints(_ key: any OpKey) throws -> [Int] {
    let values = try list(key).map(\.int)
    if values.contains(nil) { throw CaseProblem("has an argument \(key.name) of other things") }
    return values.map { $0! }
  }

  /// One dimension or a list of them; nil where there is none.
  func dims(_ key: any OpKey) throws -> [Int]? {
    guard let argument = self[key] else { return nil }
    return try argument.int.map { [$0] } ?? ints(key)
  }

  /// In this run's precision; nil where there is none.
  func dtype(_ key: any OpKey) throws -> DType? {
    guard has(key) else { return nil }
    return try value(key, "a type") {
      if case .dtype(let dtype) = $0 { form.type(dtype) } else { nil }
    }
  }

  // MARK: - Tensors

  func tensor(_ key: any OpKey) throws -> Tensor {
    try leaf(value(key, "a tensor") { $0.tensor }, at: key.name)
  }

  func tensors(_ key: any OpKey) throws -> [Tensor] {
    try list(key).enumerated().map { k, argument in
      guard let stored = argument.tensor else {
        throw CaseProblem("has no tensor \(key.name).\(k)")
      }
      return try leaf(stored, at: "\(key.name).\(k)")
    }
  }

  private func leaf(_ tensor: StoredTensor, at place: String) throws -> Tensor {
    if let leaf = leaves[place] { return leaf }
    let array = try form.array(file.array(tensor.tensor))
    let placed = try tensor.strides.map { try array.laidOut(strides: $0) } ?? form.laidOut(array)
    let leaf = Tensor(placed, requiresGrad: tensor.requiresGrad ?? false)
    leaves[place] = leaf
    return leaf
  }

  /// Gives a module's parameters the values of tensors; their gradients are the parameters'.
  func load(_ keys: [String: any OpKey], into module: Module) throws {
    for (name, parameter) in module.namedParameters {
      guard let key = keys[name], has(key) else { continue }
      let values = try tensor(key).array
      parameter.update { $0 = values }
      leaves[key.name] = parameter
    }
  }

  /// As PyTorch's list of operations does before a call that draws.
  func seed() { manualSeed(42) }

  /// The input at this place, which the call must have asked for.
  func input(at place: String) throws -> Tensor {
    guard let leaf = leaves[place] else { throw CaseProblem("nothing read input \(place)") }
    return leaf
  }

  private func value<T>(
    _ key: any OpKey, _ kind: String, _ read: (OpArgument) throws -> T?
  ) throws -> T {
    guard let argument = self[key], let value = try read(argument) else {
      throw CaseProblem("has no argument \(key.name) that is \(kind)")
    }
    return value
  }
}

/// Where an argument stands: its place, of which 0 is the input's, or its keyword.
protocol OpKey: Sendable {
  var name: String { get }
  func argument(of sample: StoredSample) -> OpArgument?
}

extension Int: OpKey {
  var name: String { "\(self)" }
  func argument(of sample: StoredSample) -> OpArgument? {
    sample.args.indices.contains(self) ? sample.args[self] : nil
  }
}

extension String: OpKey {
  var name: String { self }
  func argument(of sample: StoredSample) -> OpArgument? { sample.kwargs?[self] }
}
