import Manifests

/// What the server refuses of where a pod may run (`validateAffinity`, `ValidateTolerations`,
/// `validateTopologySpreadConstraints` of k8s.io/kubernetes).
struct SchedulingValidation {
    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    let spec: Value
    let place: String

    var faults: [APIError.Cause] {
        SelectorValidation.labelFaults(spec["nodeSelector"]?.object ?? [:], at: "\(place).nodeSelector")
            + nodeAffinityFaults
            + ["podAffinity", "podAntiAffinity"].flatMap(podAffinityFaults) + spreadFaults + tolerationFaults
    }

    // MARK: Affinity

    private var nodeAffinityFaults: [APIError.Cause] {
        guard let affinity = spec["affinity"]?["nodeAffinity"] else { return [] }
        let below = "\(place).affinity.nodeAffinity"
        var causes: [APIError.Cause] = []
        if let terms = affinity[Self.required]?["nodeSelectorTerms"]?.array ?? affinity[Self.required].map({ _ in [] })
        {
            let place = "\(below).\(Self.required).nodeSelectorTerms"
            if terms.isEmpty { causes.append(.required(place, "must have at least one node selector term")) }
            causes += terms.enumerated().flatMap { nodeTermFaults($1, at: "\(place)[\($0)]") }
        }
        for (index, term) in (affinity[Self.preferred]?.array ?? []).enumerated() {
            let place = "\(below).\(Self.preferred)[\(index)]"
            causes += weightFaults(term, at: place)
            causes += nodeTermFaults(term["preference"] ?? [:], at: "\(place).preference")
        }
        return causes
    }

    private func nodeTermFaults(_ term: Value, at place: String) -> [APIError.Cause] {
        (term["matchExpressions"]?.array ?? []).enumerated().flatMap { index, requirement in
            let below = "\(place).matchExpressions[\(index)]"
            let count = requirement["values"]?.array?.count ?? 0
            var causes: [APIError.Cause] = []
            switch requirement["operator"]?.string {
            case "In", "NotIn":
                if count == 0 {
                    causes.append(
                        .required("\(below).values", "must be specified when `operator` is 'In' or 'NotIn'"))
                }
            case "Exists", "DoesNotExist":
                if count > 0 {
                    causes.append(
                        .forbidden(
                            "\(below).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
                }
            case "Gt", "Lt":
                if count != 1 {
                    causes.append(
                        .required("\(below).values", "must be specified single value when `operator` is 'Lt' or 'Gt'"))
                }
            // Another one is the enumerations' business.
            default: break
            }
            return causes + SelectorValidation.faults(ofName: requirement["key"]?.string ?? "", at: "\(below).key")
        }
    }

    private func podAffinityFaults(_ kind: String) -> [APIError.Cause] {
        guard let affinity = spec["affinity"]?[kind] else { return [] }
        let below = "\(place).affinity.\(kind)"
        let required = (affinity[Self.required]?.array ?? []).enumerated().flatMap {
            podTermFaults($1, at: "\(below).\(Self.required)[\($0)]")
        }
        let preferred = (affinity[Self.preferred]?.array ?? []).enumerated().flatMap { index, term in
            let place = "\(below).\(Self.preferred)[\(index)]"
            return weightFaults(term, at: place)
                + podTermFaults(term["podAffinityTerm"] ?? [:], at: "\(place).podAffinityTerm")
        }
        return required + preferred
    }

    private func podTermFaults(_ term: Value, at place: String) -> [APIError.Cause] {
        let key = term["topologyKey"]?.string ?? ""
        var causes = ["labelSelector", "namespaceSelector"].flatMap {
            SelectorValidation.faults(of: term[$0], at: "\(place).\($0)")
        }
        if key.isEmpty { causes.append(.required("\(place).topologyKey", "can not be empty")) }
        return causes + SelectorValidation.faults(ofName: key, at: "\(place).topologyKey")
    }

    private func weightFaults(_ term: Value, at place: String) -> [APIError.Cause] {
        let weight = term["weight"]?.integer ?? 0
        return (1...100).contains(weight)
            ? [] : [.invalid("\(place).weight", String(weight), "must be in the range 1-100")]
    }

    // MARK: Spread

    private var spreadFaults: [APIError.Cause] {
        (spec["topologySpreadConstraints"]?.array ?? []).enumerated().flatMap { index, constraint in
            let below = "\(place).topologySpreadConstraints[\(index)]"
            let key = constraint["topologyKey"]?.string ?? ""
            let skew = constraint["maxSkew"]?.integer ?? 0
            var causes: [APIError.Cause] = []
            if skew <= 0 { causes.append(.invalid("\(below).maxSkew", String(skew), "must be greater than zero")) }
            if key.isEmpty {
                causes.append(.required("\(below).topologyKey", "can not be empty"))
            } else {
                causes += SelectorValidation.faults(ofName: key, at: "\(below).topologyKey")
            }
            return causes + SelectorValidation.faults(of: constraint["labelSelector"], at: "\(below).labelSelector")
        }
    }

    // MARK: Tolerations

    private var tolerationFaults: [APIError.Cause] {
        (spec["tolerations"]?.array ?? []).enumerated().flatMap { index, toleration in
            faults(ofToleration: toleration, at: "\(place).tolerations[\(index)]")
        }
    }

    private func faults(ofToleration toleration: Value, at below: String) -> [APIError.Cause] {
        let (key, value) = (toleration["key"]?.string ?? "", toleration["value"]?.string ?? "")
        let comparison = toleration["operator"]?.string ?? ""
        let effect = toleration["effect"]?.string ?? ""
        var causes = key.isEmpty ? [] : SelectorValidation.faults(ofName: key, at: "\(below).key")
        if key.isEmpty, comparison != "Exists" {
            causes.append(
                .invalid(
                    "\(below).operator", JSON.string(.string(comparison)),
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\""))
        }
        if toleration["tolerationSeconds"] != nil, effect != "NoExecute" {
            causes.append(
                .invalid(
                    "\(below).effect", JSON.string(.string(effect)),
                    "effect must be 'NoExecute' when `tolerationSeconds` is set"))
        }
        if comparison == "Exists", !value.isEmpty {
            let shown = GoStruct.text([
                ("Key", .string(key)), ("Operator", .string(comparison)), ("Value", .string(value)),
                ("Effect", .string(effect)), ("TolerationSeconds", toleration["tolerationSeconds"]),
            ])
            causes.append(
                .invalid(
                    "\(below).operator", shown, "value must be empty when `operator` is 'Exists'"))
        } else if comparison.isEmpty || comparison == "Equal", let fault = LabelText.fault(ofValue: value) {
            causes.append(.invalid("\(below).operator", JSON.string(.string(value)), fault))
        }
        return causes
    }
}
