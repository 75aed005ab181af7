using ControlRoom.Core.Products;

namespace ControlRoom.Web.Products.Parts;

/// <summary>Something to do with a component or one of its materials.</summary>
public sealed record ComponentAct(string Verb, ComponentView Component, MaterialView? Material);
