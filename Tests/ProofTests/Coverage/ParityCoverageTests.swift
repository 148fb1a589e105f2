import ApusProof
import Testing

/// Everything public that PyTorch has too is compared with it.
@Suite struct ParityCoverageTests {
  static let modules = ["Tensor", "Autograd", "GradCheck", "NN", "Optim", "Data", "Images"]

  /// What is compared by an item of another name; of functions of one name all but one, by their signatures. All else
  /// is compared by an item of exactly its name.
  static let otherNames = [
    "+(Tensor, Tensor)": "add", "+(Tensor, Number)": "add number",
    "+(Number, Tensor)": "number add", "-(Tensor, Tensor)": "subtract",
    "-(Tensor, Number)": "subtract number", "-(Number, Tensor)": "number subtract",
    "-(Tensor)": "negate", "*(Tensor, Tensor)": "multiply", "*(Tensor, Number)": "multiply number",
    "*(Number, Tensor)": "number multiply", "/(Tensor, Tensor)": "divide",
    "/(Tensor, Number)": "divide number", "/(Number, Tensor)": "number divide",
    "+=(inout Tensor, Tensor)": "add assign", "+=(inout Tensor, Number)": "add assign number",
    "-=(inout Tensor, Tensor)": "subtract assign",
    "-=(inout Tensor, Number)": "subtract assign number",
    "*=(inout Tensor, Tensor)": "multiply assign",
    "*=(inout Tensor, Number)": "multiply assign number",
    "/=(inout Tensor, Tensor)": "divide assign",
    "/=(inout Tensor, Number)": "divide assign number",
    "equal(Number)": "equal number", "notEqual(Number)": "notEqual number",
    "less(Number)": "less number", "lessEqual(Number)": "lessEqual number",
    "greater(Number)": "greater number", "greaterEqual(Number)": "greaterEqual number",
    "pow(Number)": "pow number", "squeeze(Int)": "squeeze dim",
    "sum(dim:, keepDim:)": "sum of one dim", "mean(dim:, keepDim:)": "mean of one dim",
    "amax(dim:, keepDim:)": "amax of one dim", "amin(dim:, keepDim:)": "amin of one dim",
    "var(dim:, correction:, keepDim:)": "var of one dim",
    "std(dim:, correction:, keepDim:)": "std of one dim",
    "all(dims:, keepDim:)": "all of dims", "any(dims:, keepDim:)": "any of dims",
    "all(dim:, keepDim:)": "all of one dim", "any(dim:, keepDim:)": "any of one dim",
    "max(dim:, keepDim:)": "max along dim", "min(dim:, keepDim:)": "min along dim",
    "max(dims:, keepDim:)": "amax", "min(dims:, keepDim:)": "amin",
    "arange(Number, Number, step:)": "arange from to", "randomSplit(D, [Double])": "randomSplit",
    "subscript": "slice", "TensorIndex": "slice", "IndexKind": "slice", "broadcastShape": "add",
    "Tensor": "printed arrays", "NDArray": "printed arrays", "DType": "type of functions",
    "item": "training: CTC", "backward": "graph: shared values",
    "grad(of:, wrt:, gradient:, retainGraph:, createGraph:)": "std of constant rows",
    "grad(wrt:, gradient:, retainGraph:, createGraph:)": "second derivatives of powers",
    "noGrad": "training: CTC", "GradMode": "training: CTC", "zeroGrad": "training: CTC",
    "Generator": "order of draws", "manualSeed": "order of draws",
    "Module": "state dict keys", "Parameter": "state dict keys", "Buffer": "state dict keys",
    "ParameterList": "state dict keys", "Layer": "Sequential", "Reduction": "mseLoss",
    "Optimizer": "SGD", "Optimizable": "SGD", "ParameterGroup": "SGD",
    "Schedule": "StepLR", "OneCycleLR": "OneCycleLR of SGD",
    "Dataset": "DataLoader", "Batches": "DataLoader", "Sampler": "DataLoader of a sampler",
    "Subset": "randomSplit", "defaultCollate": "batches",
    "ImageTransform": "Compose", "readPNG": "decodePNG",
  ]

  /// What is not compared, by the reason.
  static let exceptions = [
    "Swift's own ways to numbers, protocols and messages": [
      "==", "scalars", "rows", "withBytes", "Scalar", "FloatingScalar", "IntegerScalar",
      "ArrayElement", "_WidenedInteger", "_RoundedFloat", "SwiftNumber",
      "Number", "NumberArithmetic", "_NumberOperators",
      "TensorProperty", "elementCount", "_tensors", "_groups", "trap",
    ],
    "changes a leaf in place, which every optimizer does": ["update"],
    "makes operations of one's own; those are compared": ["fused", "primitive"],
    "compares derivatives with differences; PyTorch's gradcheck gives no numbers": [
      "gradCheck", "GradCheckDefaults", "GradCheckFailure", "GradCheckMode", "GradCheckSummary",
    ],
    "what the machine computes with, which changes results by rounding at most": [
      "instructionSetName", "getNumThreads", "setNumThreads", "MatmulPrecision",
      "getFloat32MatmulPrecision",
      "setFloat32MatmulPrecision",
    ],
    "errors": [
      "CollateError", "EmptyLoaderError", "ImageFolderError", "LabelError", "OptimizerStateError",
      "PNGError", "SampleError", "SplitError", "StateDictError", "TransformError",
    ],
    "PyTorch has none": [
      "bestPaths", "collapse", "greedyDecode", "digitLabels", "pngFiles", "pngSize", "encodePNG",
      "writePNG",
    ],
    "a namespace; its functions are compared": ["Init"],
  ]

  @Test func everythingHasAnItem() throws {
    let coverage = Coverage(
      of: try Declaration.all(of: ParityCoverageTests.modules, in: Declaration.sources))
    #expect(coverage.declared.count > 200)
    #expect(coverage.missing == [], "without a case in Tests/Fixtures")
    let excepted = ParityCoverageTests.exceptions.values.flatMap { $0 }
    let unknown = Set(excepted + ParityCoverageTests.otherNames.keys).subtracting(coverage.declared)
    #expect(unknown.sorted() == [], "not declared")
    #expect(Set(excepted).intersection(Coverage.items).sorted() == [], "compared after all")
  }

  /// Also where another item begins with the same word.
  @Test(arguments: [
    ("sum", "sum"), ("sum of one dim", "sum(dim:, keepDim:)"), ("max", "max"),
    ("max along dim", "max(dim:, keepDim:)"), ("add number", "+(Tensor, Number)"),
    ("pow", "pow"), ("OneCycleLR of SGD", "OneCycleLR"), ("LSTM", "LSTM"), ("randn", "randn"),
    ("Init.normal", "Init.normal"),
  ])
  func anItemThatIsRemovedIsMissed(item: String, name: String) throws {
    let all = try Declaration.all(of: ParityCoverageTests.modules, in: Declaration.sources)
    #expect(Coverage.items.contains(item))
    #expect(Coverage(of: all, items: Coverage.items.subtracting([item])).missing == [name])
  }

  /// An operation, an initialisation, a layer, a loss, an optimizer, a schedule and a transform that nobody compares.
  @Test func whatIsNewIsMissing() {
    let source = """
      extension Tensor {
        public func erf() -> Tensor { self }
        package func inner() -> Tensor { self }
        public var H: Tensor { self }
        public var isLarge: Bool { false }
        public func tanh() -> Tensor { self }
        public func tanh(approximate: Bool) -> Tensor { self }
        public func exp(dtype: DType) -> Tensor { self }
      }
      extension Init {
        public static func dirac(_ shape: [Int]) -> Tensor { .zeros(shape) }
      }
      public final class GELU: Module, Layer {
        public func callAsFunction(_ x: Tensor) -> Tensor { x }
      }
      public func l1Loss(_ a: Tensor, _ b: Tensor) -> Tensor { a }
      public final class Adagrad: Optimizer {
        public struct Memory {
        }
      }
      public final class ExponentialLR: Schedule {
      }
      public struct Resize: ImageTransform {
      }
      """
    #expect(
      Coverage(of: Declaration.declarations(in: source)).missing == [
        "Adagrad", "ExponentialLR", "GELU", "H", "Init.dirac", "Resize", "erf", "l1Loss", "tanh()",
        "tanh(approximate:)",
      ])
  }
}

/// What is declared beside the items that there are.
private struct Coverage {
  /// By their names, or by their signatures where these are among `otherNames` or not the only ones.
  let declared: Set<String>
  private let items: Set<String>

  init(of declarations: [Declaration], items: Set<String> = Coverage.items) {
    self.items = items
    let all = declarations.filter(Coverage.isCompared)
    declared = Set(
      all.map { declaration in
        let (name, signature) = (declaration.fullName, declaration.shortSignature)
        if ParityCoverageTests.otherNames[signature] != nil { return signature }
        let others = all.filter {
          $0.fullName == name && ParityCoverageTests.otherNames[$0.shortSignature] == nil
        }
        let isExcepted = Coverage.excepted.contains(name)
        return isExcepted || Set(others.map(\.shortSignature)).count == 1 ? name : signature
      })
  }

  var missing: [String] {
    declared.subtracting(Coverage.excepted)
      .filter { !items.contains(ParityCoverageTests.otherNames[$0] ?? $0) }.sorted()
  }

  private static let excepted = Set(ParityCoverageTests.exceptions.values.flatMap { $0 })
  /// What items are called.
  static let items = Set(ItemCase.all.map(\.item.name))

  /// Functions, what tensors, arrays and initialisations can do, and types, which stand for their members.
  private static func isCompared(_ declaration: Declaration) -> Bool {
    guard declaration.isPublic else { return false }
    guard let owner = declaration.owner else { return true }
    if declaration.kind == .property {
      return isArray(owner) && (declaration.gives("Tensor") || declaration.gives("NDArray"))
    }
    return !declaration.isType && (isArray(owner) || owner == "Init")
  }

  private static func isArray(_ owner: String) -> Bool {
    ["Tensor", "NDArray", "NumberArithmetic"].contains(owner)
  }
}

extension Declaration {
  fileprivate var fullName: String { owner == "Init" ? "Init.\(name)" : name }

  /// The same for tensors and arrays, lists and several numbers, literals and variables; without what makes no other function.
  fileprivate var shortSignature: String {
    let kept = parameters.filter { !["dtype:", "requiresGrad:", "generator:"].contains($0) }.map {
      ["N", "M"].contains($0)
        ? "Number"
        : $0.replacing("NDArray", with: "Tensor").replacing("Self", with: "Tensor")
          .replacing("Int...", with: "[Int]")
    }
    return kind == .function ? "\(fullName)(\(kept.joined(separator: ", ")))" : fullName
  }
}
