import PolicyV1

func capabilities(_ container: Container, _ key: String) -> [String] {
    container["securityContext"]?["capabilities"]?[key]?.strings ?? []
}

/// Contexts of the pod and of each container, with the path of each.
func contexts(_ pod: PodView) -> [Json] {
    [pod.spec["securityContext"] ?? [:]] + pod.allContainers.map { $0["securityContext"] ?? [:] }
}

/// Containers add only the capabilities that container runtimes grant by default.
admission("baseline/disallow-capabilities", kinds: .podBearing, severity: .medium) { review in
    let allowed: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]
    for container in review.pod.allContainers {
        let others = capabilities(container, "add").filter { !allowed.contains($0) }
        require(others.isEmpty, "container '\(container.name)' adds the capabilities \(others)", at: container.path)
    }
}

/// Pods share no namespace with the host.
admission("baseline/disallow-host-namespaces", kinds: .podBearing, severity: .high) { review in
    for field in ["hostNetwork", "hostIPC", "hostPID"] {
        require(!(review.pod.spec[field]?.bool ?? false), "'\(field)' shares a namespace with the host", at: review.pod.path)
    }
}

/// Pods mount no path of the host.
admission("baseline/disallow-host-path", kinds: .podBearing, severity: .high) { review in
    for volume in review.pod.volumes {
        require(
            volume["hostPath"] == nil, "volume '\(volume["name"]?.string)' mounts a path of the host",
            at: review.pod.path + ".volumes")
    }
}

/// Containers take no port of the host.
admission("baseline/disallow-host-ports", kinds: .podBearing, severity: .medium) { review in
    for container in review.pod.allContainers {
        for port in container.object.list("ports") {
            require(
                (port["hostPort"]?.integer ?? 0) == 0,
                "container '\(container.name)' takes port \(port["hostPort"]?.integer) of the host", at: container.path)
        }
    }
}

struct HostPorts: Params {
    let min: Int = 5000
    let max: Int = 6000
}

/// Containers take ports of the host within a range only.
admission("baseline/disallow-host-ports-range", kinds: .podBearing, severity: .medium, params: HostPorts.self) { review, params in
    for container in review.pod.allContainers {
        for port in container.object.list("ports") {
            let number = port["hostPort"]?.integer ?? 0
            require(
                number == 0 || (params.min...params.max).contains(number),
                "container '\(container.name)' takes port \(number) of the host", at: container.path)
        }
    }
}

/// No Windows container is a host process.
admission("baseline/disallow-host-process", kinds: .podBearing, severity: .high) { review in
    for context in contexts(review.pod) {
        require(
            !(context["windowsOptions"]?["hostProcess"]?.bool ?? false), "a container is a process of the Windows host",
            at: review.pod.path)
    }
}

/// No container is privileged.
admission("baseline/disallow-privileged-containers", kinds: .podBearing, severity: .high) { review in
    for container in review.pod.allContainers {
        require(
            !(container["securityContext"]?["privileged"]?.bool ?? false), "container '\(container.name)' is privileged",
            at: container.path)
    }
}

/// Containers mount /proc as the runtime does.
admission("baseline/disallow-proc-mount", kinds: .podBearing, severity: .medium) { review in
    for container in review.pod.allContainers {
        let mount = container["securityContext"]?["procMount"]?.string ?? "Default"
        require(mount == "Default", "container '\(container.name)' mounts /proc as '\(mount)'", at: container.path)
    }
}

/// SELinux options are those of containers.
admission("baseline/disallow-selinux", kinds: .podBearing, severity: .medium) { review in
    let types = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t", ""]
    for context in contexts(review.pod) {
        let options = context["seLinuxOptions"]
        let type = options?["type"]?.string ?? ""
        require(types.contains(type), "the SELinux type '\(type)' is not one of containers", at: review.pod.path)
        require(
            (options?["user"]?.string ?? "") == "" && (options?["role"]?.string ?? "") == "",
            "an SELinux user or role is set", at: review.pod.path)
    }
}

/// AppArmor profiles are the runtime's or the node's own.
admission("baseline/restrict-apparmor-profiles", kinds: .podBearing, severity: .medium) { review in
    for (key, value) in review.pod.annotations where key.hasPrefix("container.apparmor.security.beta.kubernetes.io/") {
        require(
            value == "runtime/default" || value.hasPrefix("localhost/"), "the AppArmor profile '\(value)' is not allowed",
            at: review.pod.path)
    }
    for context in contexts(review.pod) {
        let type = context["appArmorProfile"]?["type"]?.string ?? "RuntimeDefault"
        require(type != "Unconfined", "the AppArmor profile 'Unconfined' is not allowed", at: review.pod.path)
    }
}

/// Seccomp is not turned off.
admission("baseline/restrict-seccomp", kinds: .podBearing, severity: .medium) { review in
    for context in contexts(review.pod) {
        let type = context["seccompProfile"]?["type"]?.string ?? "RuntimeDefault"
        require(
            ["RuntimeDefault", "Localhost"].contains(type), "the seccomp profile '\(type)' is not allowed",
            at: review.pod.path)
    }
}

/// Kernel parameters are those that stay within the pod.
admission("baseline/restrict-sysctls", kinds: .podBearing, severity: .medium) { review in
    let safe = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
    ]
    for setting in review.pod.spec.list("securityContext.sysctls") {
        let name = setting["name"]?.string ?? ""
        require(safe.contains(name), "the kernel parameter '\(name)' reaches beyond the pod", at: review.pod.path)
    }
}
