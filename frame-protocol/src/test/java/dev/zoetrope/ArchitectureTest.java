package dev.zoetrope;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * Packages depend downward only: {@code stage → channel → region → layout}, and {@code stats →
 * region, layout}; all may use {@code probe}, which uses none. Between modules the build itself
 * forbids the wrong direction.
 */
class ArchitectureTest {

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.zoetrope");

  @Test
  void packagesDependDownwardOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("stage")
        .definedBy("dev.zoetrope.stage..")
        .layer("stats")
        .definedBy("dev.zoetrope.stats..")
        .layer("channel")
        .definedBy("dev.zoetrope.channel..")
        .layer("region")
        .definedBy("dev.zoetrope.region..")
        .layer("layout")
        .definedBy("dev.zoetrope.layout..")
        .whereLayer("stage")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("stats")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("channel")
        .mayOnlyBeAccessedByLayers("stage")
        .whereLayer("region")
        .mayOnlyBeAccessedByLayers("channel", "stage", "stats")
        .check(PRODUCTION);
  }

  @Test
  void everyClassHasItsLayer() {
    classes()
        .should()
        .resideInAnyPackage(
            "dev.zoetrope.layout..",
            "dev.zoetrope.region..",
            "dev.zoetrope.channel..",
            "dev.zoetrope.stage..",
            "dev.zoetrope.stats..",
            "dev.zoetrope.probe..")
        .allowEmptyShould(true)
        .check(PRODUCTION);
  }
}
