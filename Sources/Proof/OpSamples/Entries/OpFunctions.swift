import ApusAutograd
import ApusTensor

extension OpTopic {
  static let functions = OpTopic(
    title: "Functions",
    entries: [
      .op("exp") { try $0.x.exp() },
      .op("expm1") { try $0.x.expm1() },
      .op("log") { try $0.x.log() },
      .op("log1p") { try $0.x.log1p() },
      .op("sqrt") { try $0.x.sqrt() },
      .op("square") { try $0.x.square() },
      .op("sin") { try $0.x.sin() },
      .op("cos") { try $0.x.cos() },
      .op("tanh") { try $0.x.tanh() },
      .op("erf") { try $0.x.erf() },
      .op("sigmoid") { try $0.x.sigmoid() },
      .op("nn.functional.relu") { try $0.x.relu() },
      .op("nn.functional.silu") { try $0.x.silu() },
      .op("nn.functional.softplus") {
        try $0.x.softplus(
          beta: $0.double("beta", or: 1), threshold: $0.double("threshold", or: 20))
      },
      .op("abs") { try $0.x.abs() },
      .op("sign") { try $0.x.sign() },
      .op("floor") { try $0.x.floor() },
    ])

  static let conversions = OpTopic(
    title: "Conversion",
    entries: [
      .op("to") { s in
        // A device first, or not; then a type or a tensor; then flags that change no number.
        let place = s.isText(1) ? 2 : 1
        s.ignore(1, 2, 3, 4)
        return try s.x.to(s.isTensor(place) ? s.tensor(place).dtype : s.dtype(place) ?? s.x.dtype)
      },
      .op("float") { try $0.x.to(.float32) },
      .op("double") { try $0.x.to($0.form.type(.float64)) },
      .op("int") { try $0.x.to(.int32) },
      .op("long") { try $0.x.to(.int64) },
      .op("byte") { try $0.x.to(.uint8) },
      .op("bool") { try $0.x.to(.bool) },
      .op("item") { try Tensor(NDArray(scalar: $0.x.item()).to($0.x.dtype)) },
    ])
}
