// All that a user imports.

@_exported public import ApusAutograd
@_exported public import ApusData
@_exported public import ApusFiles
@_exported public import ApusGradCheck
@_exported public import ApusImages
@_exported public import ApusNN
@_exported public import ApusOptim
@_exported public import ApusSerialization
@_exported public import ApusTensor

@_exported public import struct FoundationEssentials.URL
