import ApusAutograd
import ApusTensor

/// How one sample went in one form.
package struct OpRunOutcome: Sendable, Encodable {
  package let sample: Int
  package let form: OpForm
  package let comparisons: [Comparison]
  /// Why it could not be compared.
  package let fault: String?

  package var isRight: Bool { fault == nil && comparisons.allSatisfy(\.isRight) }
}

extension OpEntry {
  /// Runs a sample. Throws `OpSkip` where it is to be left out.
  func run(_ stored: StoredSample, _ form: OpForm, _ file: OpSampleFile) throws -> OpRunOutcome {
    let sample = OpSample(stored, form, file)
    if drawsFromDefault { sample.seed() }
    var comparisons: [Comparison] = []
    var fault: String?
    do {
      let results = try call(sample)
      if let first = sample.unread.first {
        throw CaseProblem("has an argument that nothing reads: \(first)")
      }
      comparisons = try compareResults(results, of: stored, form, file)
      if withoutGradients == nil {
        comparisons += try compareGradients(of: results, sample, file)
      }
    } catch let problem as CaseProblem {
      fault = problem.description
    }
    return OpRunOutcome(sample: stored.sample, form: form, comparisons: comparisons, fault: fault)
  }

  private func compareResults(
    _ results: [Tensor], of stored: StoredSample, _ form: OpForm, _ file: OpSampleFile
  ) throws -> [Comparison] {
    if results.count != stored.results.count {
      throw CaseProblem("gives \(results.count) results, PyTorch \(stored.results.count)")
    }
    return try zip(results, stored.results).enumerated().map { k, pair in
      try compare(pair.0.array, pair.1, "\(k)", .value, form, file)
    }
  }

  private func compareGradients(
    of results: [Tensor], _ sample: OpSample, _ file: OpSampleFile
  ) throws -> [Comparison] {
    let recorded = results.indices.filter { results[$0].requiresGrad }
    if recorded != sample.stored.recorded ?? [] {
      throw CaseProblem("records results \(recorded), PyTorch \(sample.stored.recorded ?? [])")
    }
    if recorded.count == 1 {
      let result = results[recorded[0]]
      result.backward(gradient: upstream(of: result, recorded[0]))
    } else if !recorded.isEmpty {
      let products = recorded.map { (results[$0] * upstream(of: results[$0], $0)).sum() }
      products.dropFirst().reduce(products[0], +).backward()
    }
    return try (sample.stored.gradients ?? [:]).sorted { $0.key < $1.key }.compactMap {
      place, name in
      let gradient = try sample.input(at: place).grad
      if (gradient == nil) != (name == nil) {
        throw CaseProblem("\(gradient == nil ? "no" : "a") gradient reached \(place)")
      }
      guard let gradient, let name else { return nil }
      return try compare(gradient.array, name, place, .gradient, sample.form, file)
    }
  }

  private func compare(
    _ ours: NDArray, _ array: String, _ name: String, _ quantity: Comparison.Quantity,
    _ form: OpForm, _ file: OpSampleFile
  ) throws -> Comparison {
    let expected = form.array(try file.array(array))
    let isRounded = form == .float32 && expected.dtype.isFloatingPoint
    return Comparison(
      ours, expected, name, quantity, isRounded ? float32 : .close(expected.dtype))
  }

  /// The gradient that is given for the result number k: eighths, none of them 0, of period 10.
  private func upstream(of result: Tensor, _ k: Int) -> Tensor {
    let numbers = (0..<result.count).map { (Double((7 * $0 + 3 * k) % 10) - 4.5) / 4 }
    return Tensor(NDArray(numbers, shape: result.shape).to(result.dtype))
  }
}
