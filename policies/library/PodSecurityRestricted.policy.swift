import PolicyV1

func capabilities(_ container: Container, _ key: String) -> [String] {
    container["securityContext"]?["capabilities"]?[key]?.strings ?? []
}

/// Containers drop every capability.
admission("restricted/disallow-capabilities-strict/require-drop-all", kinds: .podBearing, severity: .medium) { review in
    for container in review.pod.allContainers {
        require(
            capabilities(container, "drop").contains("ALL"), "container '\(container.name)' does not drop ALL capabilities",
            at: container.path)
    }
}

/// Containers add back at most NET_BIND_SERVICE.
admission("restricted/disallow-capabilities-strict/adding-capabilities-strict", kinds: .podBearing, severity: .medium) { review in
    for container in review.pod.allContainers {
        let others = capabilities(container, "add").filter { $0 != "NET_BIND_SERVICE" }
        require(others.isEmpty, "container '\(container.name)' adds the capabilities \(others)", at: container.path)
    }
}

/// No container may gain privileges.
admission("restricted/disallow-privilege-escalation", kinds: .podBearing, severity: .medium) { review in
    for container in review.pod.allContainers {
        require(
            container["securityContext"]?["allowPrivilegeEscalation"]?.bool == false,
            "container '\(container.name)' may gain privileges", at: container.path)
    }
}

/// Nothing runs as user 0.
admission("restricted/require-run-as-non-root-user", kinds: .podBearing, severity: .medium) { review in
    require(
        review.pod.spec.at("securityContext.runAsUser")?.integer != 0, "the pod runs as user 0", at: review.pod.path)
    for container in review.pod.allContainers {
        require(
            container["securityContext"]?["runAsUser"]?.integer != 0, "container '\(container.name)' runs as user 0",
            at: container.path)
    }
}

/// Everything says that it runs as somebody else than root.
admission("restricted/require-run-as-nonroot", kinds: .podBearing, severity: .medium) { review in
    let pods = review.pod.spec.at("securityContext.runAsNonRoot")?.bool ?? false
    for container in review.pod.allContainers {
        require(
            container["securityContext"]?["runAsNonRoot"]?.bool ?? pods, "container '\(container.name)' may run as root",
            at: container.path)
    }
}

/// Seccomp is turned on.
admission("restricted/restrict-seccomp-strict", kinds: .podBearing, severity: .medium) { review in
    let pods = review.pod.spec.at("securityContext.seccompProfile.type")?.string
    for container in review.pod.allContainers {
        let type = container["securityContext"]?["seccompProfile"]?["type"]?.string ?? pods
        require(
            type == "RuntimeDefault" || type == "Localhost", "container '\(container.name)' runs with seccomp \(type)",
            at: container.path)
    }
}

/// Volumes are of the types that need no trust.
admission("restricted/restrict-volume-types", kinds: .podBearing, severity: .medium) { review in
    let allowed = [
        "name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
    ]
    for volume in review.pod.volumes {
        let types = volume.keys.filter { !allowed.contains($0) }
        require(types.isEmpty, "volume '\(volume["name"]?.string)' is of the type \(types)", at: review.pod.path + ".volumes")
    }
}
