import ApusTensor
import ApusTestSupport
import Testing

@Suite struct PrintingTests {
  @Test func wholeNumbersKeepAllDigits() {
    let big = NDArray([Int.max, .min])
    #expect("\(big)" == "tensor([ 9223372036854775807, -9223372036854775808])")
  }

  @Test func viewsPrintInTheirOwnOrder() {
    #expect("\(NDArray.arange(4).reshape(2, 2).T)" == "tensor([[0, 2],\n        [1, 3]])")
  }

  @Test func longRemarksGoToTheNextLine() {
    let row = NDArray([Double](repeating: 0.5, count: 8))
    #expect(
      row.described(remarks: ["requires_grad=True"])
        == "tensor([0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000],\n"
        + "       dtype=torch.float64, requires_grad=True)")
  }
}
