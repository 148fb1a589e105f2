import ApusAutograd
import ApusNN
import ApusTensor

/// Something that the framework can do, with all that proves it.
package struct Row: Sendable {
  /// What a row proves.
  package enum Kind: String, CaseIterable, Sendable, Encodable {
    /// Has a derivative rule of its own.
    case primitive
    /// Is composed of others.
    case composite
    case layer
    case loss
    /// What no single rule does.
    case engine
  }

  /// As the sources declare it: `sum(dims:, keepDim:)`, `LayerNorm`.
  let name: String
  /// What is particular where several rows prove one declaration.
  let remark: String
  let kind: Kind
  /// How PyTorch computes it; nil where that has none.
  let torch: Torch?
  let calls: [Call]
  let options: Options
  let function: Function

  package var title: String { remark.isEmpty ? name : "\(name), \(remark)" }

  /// PyTorch's side, as expressions of Python. They see the inputs x0, x1, ... and the arguments by their names.
  struct Torch: Sendable {
    /// What makes a module, which `value` sees as m; nil where there is none.
    let module: String?
    /// A tensor, or several.
    let value: String
  }

  /// What most rows need not say.
  struct Options: Sendable {
    /// What inputs are drawn from.
    var range: ClosedRange<Double> = -2...2
    /// The highest order of derivatives that there are.
    var order = 2
    /// Arguments of calls that do not name them.
    var defaults: [String: Value] = [:]
    /// Whether equal elements would tie, or have no variance: such inputs are not repeated by a layout.
    var needsDistinctElements = false
    /// Whether it draws from the default generator.
    var draws = false
    /// Whether it rounds to float32, which then is what is proven.
    var roundsToFloat32 = false
    var tolerance: ToleranceOfType = Tolerance.close
    /// Whether its new modules are compared with PyTorch's: weights, what is printed, keys.
    var comparesNewModules = true
    /// How far initial weights may be from PyTorch's.
    var weights: ToleranceOfType = Tolerance.exact
    /// Whether PyTorch's gradients of float64 are what those of both types are compared with.
    var gradientsOfFloat64 = false
    /// What PyTorch's second gradients are taken of where `value` has none.
    var torchTwice: String?
    /// How the comparison with PyTorch is another than the usual one, and why.
    var note: String?
    /// How far products of bfloat16 may be off, where its kernels have such.
    var limitOfBFloat16: Double?
    /// What the steps that it records are called where not as it is.
    var step: String?
    /// Mistakes that only its rules can have.
    var wrong: [Wrong] = []
  }

  /// Our side.
  enum Function: Sendable {
    case of(@Sendable ([Tensor], Values) -> [Tensor])
    case module(
      make: @Sendable (Values, DType) -> Module,
      run: @Sendable (Module, [Tensor], Values) -> [Tensor])
  }

  /// The highest order of derivatives of one of its calls.
  func order(of call: Call) -> Int {
    let hasVariables = isModule || call.inputs.contains { $0.isFloatingPoint && !$0.isConstant }
    return hasVariables ? call.order ?? options.order : 0
  }

  /// Whether it has parameters of its own.
  var isModule: Bool { if case .module = function { true } else { false } }

  /// What the steps that it records are called.
  var step: String { options.step ?? String(name.prefix { $0 != "(" }) }

  /// Whether gradients flow through it.
  var isDifferentiable: Bool { calls.contains { order(of: $0) > 0 } }
}

extension Row {
  /// The module of a call, as it is made.
  func module(_ call: Call, _ dtype: DType) -> Module? {
    if case .module(let make, _) = function {
      make(Values(values: call.arguments), dtype)
    } else {
      nil
    }
  }

  func results(of call: Call, _ module: Module?, _ inputs: [Tensor]) -> [Tensor] {
    let arguments = Values(values: call.arguments)
    return switch function {
    case .of(let function): function(inputs, arguments)
    case .module(_, let run): run(module!, inputs, arguments)
    }
  }
}
