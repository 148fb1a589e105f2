import Testing

@testable import ApusProof

/// Everything public that PyTorch has too is compared with it.
@Suite struct ParityCoverageTests {
  static let modules = ["Tensor", "Autograd", "GradCheck", "NN", "Optim", "Data", "Images"]

  /// What is compared by a row or an item of another name. All else is compared by a row of its declaration, or an item
  /// of its name.
  static let otherNames = [
    "max(dims:, keepDim:)": "amax(dims:, keepDim:)",
    "min(dims:, keepDim:)": "amin(dims:, keepDim:)",
    "TensorIndex": "subscript(indices:)", "IndexKind": "subscript(indices:)",
    "broadcastShape": "+(Tensor, Tensor)", "Tensor": "printed arrays", "NDArray": "printed arrays",
    "DType": "type of functions", "item": "training: CTC", "backward": "a long chain",
    "grad(of:, wrt:, gradient:, retainGraph:, createGraph:)": "std of constant rows",
    "grad(wrt:, gradient:, retainGraph:, createGraph:)": "second derivatives of powers",
    "noGrad": "training: CTC", "GradMode": "training: CTC", "zeroGrad": "training: CTC",
    "Generator": "order of draws", "manualSeed": "order of draws",
    "Module": "Linear", "Parameter": "Linear", "Buffer": "Linear",
    "ParameterList": "Linear", "Layer": "Sequential", "Reduction": "MSELoss",
    "Optimizer": "SGD", "ParameterGroup": "SGD", "OneCycleLR": "OneCycleLR of SGD",
    "Optimizable": "SGD", "Schedule": "StepLR", "subscript": "subscript(indices:)",
    "Dataset": "DataLoader", "Batches": "DataLoader", "Sampler": "DataLoader of a sampler",
    "Subset": "randomSplit", "defaultCollate": "batches",
    "ImageTransform": "Compose", "readPNG": "decodePNG",
  ]

  /// What is not compared, by the reason.
  static let exceptions = [
    "Swift's own ways to numbers, protocols and messages": [
      "==", "scalars", "rows", "withBytes", "Scalar",
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
      "instructionSetName", "withSettings", "getNumThreads", "setNumThreads", "MatmulPrecision",
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
    let unknown = Set(excepted + ParityCoverageTests.otherNames.keys).subtracting(coverage.names)
    #expect(unknown.sorted() == [], "not declared")
    #expect(Set(excepted).intersection(Coverage.items).sorted() == [], "compared after all")
  }

  /// Also where another function has the name.
  @Test(arguments: [
    ("sum(dims:, keepDim:)", "sum(dims:, keepDim:)"), ("max()", "max()"), ("T", "T"),
    ("+(Tensor, Number)", "+(Tensor, Number)"), ("pow(Tensor)", "pow(Tensor)"),
    ("OneCycleLR of SGD", "OneCycleLR"), ("LSTM", "LSTM"), ("randn", "randn([Int])"),
    ("Init.normal", "Init.normal([Int], mean:, std:)"),
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
        public func erfinv() -> Tensor { self }
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
        "Adagrad", "ExponentialLR", "GELU", "H", "Init.dirac([Int])", "Resize", "erfinv()",
        "l1Loss(Tensor, Tensor)", "tanh(approximate:)",
      ])
  }
}

/// What is declared beside the rows and items that there are.
private struct Coverage {
  /// By their signatures, all but the exceptions.
  let declared: Set<String>
  let missing: [String]
  /// All names and signatures, also of the exceptions.
  let names: Set<String>

  init(of declarations: [Declaration], items: Set<String> = Coverage.items) {
    let compared = declarations.filter(Coverage.isCompared)
    names = Set(compared.flatMap { [$0.fullName, $0.shortSignature] })
    let all = compared.filter { !Coverage.excepted.contains($0.fullName) }
    declared = Set(all.map(\.shortSignature))
    missing = Set(
      all.filter { declaration in
        let names = [declaration.shortSignature, declaration.fullName]
        return !names.contains {
          items.contains($0) || ParityCoverageTests.otherNames[$0].map(items.contains) == true
        }
      }.map(\.shortSignature)
    ).sorted()
  }

  private static let excepted = Set(ParityCoverageTests.exceptions.values.flatMap { $0 })
  /// What is compared: the declarations of rows, and the names of other items.
  static let items = Set(
    ItemGroup.all.flatMap(\.items).map { item in
      item.row.map { normalised($0.name) } ?? item.name
    })

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

  fileprivate var shortSignature: String {
    kind == .function
      ? normalised("\(fullName)(\(parameters.joined(separator: ", ")))") : fullName
  }
}

/// A signature that is the same for tensors and arrays, lists and several numbers, literals and variables; without what
/// makes no other function.
private func normalised(_ signature: String) -> String {
  guard let open = signature.firstIndex(of: "("), signature.last == ")" else { return signature }
  let parameters = signature[signature.index(after: open)...].dropLast()
    .split(separator: ", ").map(String.init)
  let kept = parameters.filter { !["dtype:", "requiresGrad:", "generator:"].contains($0) }.map {
    ["N", "M"].contains($0)
      ? "Number"
      : $0.replacing("NDArray", with: "Tensor").replacing("Self", with: "Tensor")
        .replacing("Int...", with: "[Int]")
  }
  return "\(signature[..<open])(\(kept.joined(separator: ", ")))"
}
