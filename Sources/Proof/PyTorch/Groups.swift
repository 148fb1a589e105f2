extension ItemGroup {
  /// Everything that is compared.
  package static let all: [ItemGroup] =
    ProofTable.standard.topics.map(ItemGroup.init) + [
      optimizers, schedules, clipping, random, weights, data, images, types, text, training,
      differences,
    ]
}
