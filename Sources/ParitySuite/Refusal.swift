import Autograd
import NN
import Optim
import Tensor

/// A call that stops the program here, and that PyTorch lets pass. It cannot be shown in this process: the tests
/// run each in one of its own.
package struct Refusal: Sendable {
  /// As its case is called in the fixtures, where PyTorch gives a result.
  package let name: String
  /// A part of what the program says before it stops.
  package let message: String
  package let body: @Sendable () -> Void

  package static let all: [Refusal] = [
    Refusal(name: "CTC: a label that is the blank", message: "is the blank") {
      _ = CTCLoss()(.zeros(5, 1, 4), Tensor([[1, 0]] as [[Int]]))
    },
    // PyTorch reads beyond its arrays: there is no result to store.
    Refusal(name: "CTC: a label that is no class", message: "is not one of 4 classes") {
      _ = CTCLoss()(.zeros(5, 1, 4), Tensor([[1, 4]] as [[Int]]))
    },
    Refusal(name: "mseLoss: shapes that differ", message: "they would broadcast silently") {
      _ = mseLoss(.ones(3, 1), .zeros(3), reduction: .none)
    },
    Refusal(name: "cat: an empty vector beside a matrix", message: "cat: [0] and [2, 3] differ") {
      _ = Tensor.cat([.zeros(0), .ones(2, 3)])
    },
    Refusal(name: "SGD: a parameter that stands twice in a group", message: "occurs twice") {
      let parameter = Tensor.zeros(1, requiresGrad: true)
      _ = SGD([parameter, parameter])
    },
  ]
}
