/// How deep the schemas of a CustomResourceDefinition may be, for all who read them: what one reads in full, the others
/// must not take for the end of the schema.
package enum SchemaDepth {
    /// Schemas within one another, the root left out; the API server's own limit is far above real documents.
    package static let most = 100
}
