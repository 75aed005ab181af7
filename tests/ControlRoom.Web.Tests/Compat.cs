using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ControlRoom.Web.Tests;

internal static class Compat
{
#pragma warning disable CA2255 // Runs before bunit is first touched.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Init() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
        name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "compat", "AngleSharp.Diffing.dll")) : null;
}
