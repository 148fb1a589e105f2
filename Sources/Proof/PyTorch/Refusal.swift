import ApusAutograd
import ApusNN
import ApusOptim
import ApusTensor

/// A call that stops the program here, and that PyTorch lets pass. It cannot be shown in this process: the tests
/// run each in one of its own, and the script of the fixtures asks PyTorch, also whether it warns; but for a label that
/// is no class, of which PyTorch makes what lies in memory.
package struct Refusal: Sendable {
  package let name: String
  /// What PyTorch does.
  package let pytorch: String
  /// A part of what the program says before it stops.
  package let message: String
  package let body: @Sendable () -> Void

  package static let all: [Refusal] = [
    Refusal(
      name: "CTCLoss: a label that is the blank", pytorch: "gives a loss", message: "is the blank"
    ) { _ = CTCLoss()(.zeros(5, 1, 4), Tensor([[1, 0]] as [[Int]])) },
    Refusal(
      name: "CTCLoss: a label that is no class", pytorch: "reads beyond its arrays",
      message: "is not one of 4 classes"
    ) { _ = CTCLoss()(.zeros(5, 1, 4), Tensor([[1, 4]] as [[Int]])) },
    Refusal(
      name: "mseLoss: shapes that differ", pytorch: "broadcasts them, and warns",
      message: "they would broadcast silently"
    ) { _ = mseLoss(.ones(3, 1), .zeros(3), reduction: .none) },
    Refusal(
      name: "cat: an empty vector beside a matrix", pytorch: "leaves it out",
      message: "cat: [0] and [2, 3] differ"
    ) { _ = Tensor.cat([.zeros(0), .ones(2, 3)]) },
    Refusal(
      name: "SGD: a parameter that stands twice in a group", pytorch: "updates it twice, and warns",
      message: "occurs twice"
    ) {
      let parameter = Tensor.zeros(1, requiresGrad: true)
      _ = SGD([parameter, parameter])
    },
    Refusal(
      name: "clamp: a bound that is NaN", pytorch: "gives nothing but NaN",
      message: "clamp: a bound is NaN"
    ) { _ = Tensor.zeros(2).clamp(min: .nan) },
    Refusal(
      name: "+: a number that uint8 does not hold", pytorch: "wraps it around",
      message: "+: 300 does not fit uint8"
    ) { _ = Tensor([200] as [UInt8]) + 300 },
    Refusal(
      name: "clamp: a bound below all numbers of uint8", pytorch: "ignores it",
      message: "clamp: no uint8 is within max: -1"
    ) { _ = Tensor([200] as [UInt8]).clamp(max: -1) },
    Refusal(
      name: "arange: numbers that uint8 does not hold", pytorch: "wraps them around",
      message: "arange: 299 does not fit uint8"
    ) { _ = Tensor.arange(300, dtype: .uint8) },
    Refusal(
      name: "matmul: integers", pytorch: "multiplies them", message: "matmul"
    ) { _ = Tensor(NDArray([[1, 2]])).matmul(Tensor(NDArray([[3], [4]]))) },
    Refusal(
      name: "T: three dimensions", pytorch: "reverses them, and warns",
      message: "T: needs a matrix, got shape [2, 3, 4]"
    ) { _ = Tensor.zeros(2, 3, 4).T },
    Refusal(
      name: "clipGradNorm: a norm below 0", pytorch: "turns the gradients round",
      message: "maxNorm must not be negative"
    ) { clipGradNorm([.zeros(1, requiresGrad: true)], maxNorm: -1) },
    Refusal(
      name: "SGD: a rate that is NaN", pytorch: "trains with it",
      message: "lr must be a finite number"
    ) { _ = SGD([Tensor.zeros(1, requiresGrad: true)], lr: .nan) },
  ]

  /// Those that `filter` chooses, as `ItemGroup.items(matching:)` does.
  static func matching(_ filter: String) -> [Refusal] {
    let text = filter.lowercased()
    return all.filter { text.isEmpty || $0.name.lowercased().contains(text) }
  }
}
