import Declarations
import ParitySuite
import Testing

/// Everything public that PyTorch has too is compared with it.
@Suite struct CoverageTests {
  static let modules = ["Tensor", "Autograd", "NN", "Optim", "Data", "Images"]

  /// What is compared by an item of another name.
  static let otherNames = [
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "+=": "add assign",
    "-=": "subtract assign", "*=": "multiply assign", "/=": "divide assign",
    "subscript": "slice", "TensorIndex": "slice", "IndexKind": "slice", "broadcastShape": "add",
    "Tensor": "printed arrays", "NDArray": "printed arrays", "DType": "type of functions",
    "item": "training: CTC", "backward": "graph: shared values", "grad": "graph: shared values",
    "noGrad": "training: CTC", "GradMode": "training: CTC", "zeroGrad": "training: CTC",
    "Generator": "order of draws", "manualSeed": "order of draws",
    "Module": "state dict keys", "Parameter": "state dict keys", "Buffer": "state dict keys",
    "ParameterList": "state dict keys", "Layer": "Sequential", "Reduction": "mseLoss",
    "Optimizer": "SGD", "ParameterGroup": "SGD",
    "Dataset": "DataLoader", "Batches": "DataLoader", "Sampler": "DataLoader of a sampler",
    "Subset": "randomSplit", "defaultCollate": "batches",
    "ImageTransform": "Compose", "readPNG": "decodePNG",
  ]

  /// What is not compared, by the reason.
  static let exceptions = [
    "Swift's own ways to numbers, protocols and messages": [
      "==", "scalars", "rows", "withBytes", "Scalar", "FloatingScalar", "IntegerScalar",
      "TensorProperty", "elementCount", "tensors", "trap",
    ],
    "changes a leaf in place, which every optimizer does": ["update"],
    "makes operations of one's own; those are compared": ["fused", "primitive"],
    "compares derivatives with differences; PyTorch's gradcheck gives no numbers": [
      "gradCheck", "GradCheckDefaults", "GradCheckFailure", "GradCheckMode", "GradCheckSummary",
    ],
    "settings that change no result beyond rounding; other tests compare": [
      "getNumThreads", "setNumThreads", "MatmulPrecision", "getFloat32MatmulPrecision",
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
    let names = try CoverageTests.names(
      in: Declaration.all(of: CoverageTests.modules, in: Declaration.sources))
    #expect(names.count > 180)
    #expect(CoverageTests.missing(names).sorted() == [], "without a case in Tests/Fixtures")
    let excepted = CoverageTests.exceptions.values.flatMap { $0 }
    let unknown = Set(excepted + CoverageTests.otherNames.keys).subtracting(names)
    #expect(unknown.sorted() == [], "not declared")
    #expect(Set(excepted).intersection(CoverageTests.items).sorted() == [], "compared after all")
  }

  /// An operation, an initialisation, a layer, a loss, an optimizer, a schedule and a transform that nobody compares.
  @Test func whatIsNewIsMissing() {
    let source = """
      extension Tensor {
        public func erf() -> Tensor { self }
        package func inner() -> Tensor { self }
        public var H: Tensor { self }
        public var isLarge: Bool { false }
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
      public final class StepLR {
      }
      public struct Resize: ImageTransform {
      }
      """
    let names = CoverageTests.names(in: Declaration.declarations(in: source))
    #expect(
      CoverageTests.missing(names).sorted() == [
        "Adagrad", "GELU", "H", "Init.dirac", "Resize", "StepLR", "erf", "l1Loss",
      ])
  }

  /// Of functions, of what tensors, arrays and initialisations can do, and of types, which stand for their members.
  private static func names(in declarations: [Declaration]) -> Set<String> {
    Set(
      declarations.filter(\.isPublic).compactMap { declaration in
        let name = declaration.name
        switch declaration.kind {
        case .property where !declaration.gives("Tensor") && !declaration.gives("NDArray"):
          return nil
        case _ where declaration.owner == nil: return name
        case .class, .struct, .enum, .protocol: return nil
        default:
          switch declaration.owner {
          case "Tensor", "NDArray": return name
          case "Init": return "Init.\(name)"
          default: return nil
          }
        }
      })
  }

  private static func missing(_ names: Set<String>) -> Set<String> {
    let items = Set(ItemCase.all.map { $0.item.name })
    let excepted = exceptions.values.flatMap { $0 }
    return names.subtracting(excepted).filter { name in
      otherNames[name].map { !items.contains($0) } ?? !CoverageTests.items.contains(name)
    }
  }

  /// What items are called, without what tells those of one function apart: `max` of "max along dim".
  private static let items = Set(
    ItemCase.all.map { $0.item.name.split { " ,".contains($0) }[0] }.map(String.init))
}
