public import ApusTensor

extension Tensor {
  /// x to a fixed power.
  public func pow(_ exponent: Number) -> Tensor {
    Tensor(
      array.pow(exponent),
      (
        self,
        { g in
          exponent.double == 0 ? g.vanished() : g * self.pow(exponent - 1) * exponent
        }
      ))
  }

  /// x to the power of each element of `exponent`; x >= 0 where the exponent needs a gradient. The derivatives of 0
  /// to the power of 0 are 0, as in PyTorch.
  public func pow(_ exponent: Tensor) -> Tensor {
    Tensor(
      array.pow(exponent.array),
      (self, { g in g * self.slopeOfPower(exponent, logs: 0) }),
      (
        exponent,
        { g in
          // The base is chosen first, as the derivatives of the choice would be 0 times infinity.
          let changes = self.array.notEqual(0).logicalOr(exponent.array.notEqual(0))
          return g * self.where(changes, else: 1).powerTimesLog(exponent, logs: 1)
        }
      ))
  }

  /// x^e log(x)^k: the k-th derivative of a power by its exponent e. 0 where the power is 0, however infinite the
  /// logarithm.
  private func powerTimesLog(_ exponent: Tensor, logs: Int) -> Tensor {
    var value = array.pow(exponent.array)
    if logs > 0 {
      let product = (0..<logs).reduce(value) { product, _ in product * array.to(value.dtype).log() }
      value = product.where(value.notEqual(0), else: value)
    }
    return Tensor(
      value,
      (
        self,
        { g in
          let slope = self.slopeOfPower(exponent, logs: logs)
          if logs == 0 { return g * slope }
          return g * (slope + self.powerTimesLog(exponent - 1, logs: logs - 1) * Double(logs))
        }
      ),
      (exponent, { g in g * self.powerTimesLog(exponent, logs: logs + 1) }),
      name: "pow")
  }

  /// e x^(e - 1) log(x)^k, and 0 at x = 0 and e = 0, where it is 0 times infinity.
  private func slopeOfPower(_ exponent: Tensor, logs: Int) -> Tensor {
    let changes = array.notEqual(0).logicalOr(exponent.array.notEqual(0))
    let base = self.where(changes, else: 1)
    return (exponent * base.powerTimesLog(exponent - 1, logs: logs)).where(changes, else: 0)
  }
}
